-- What a vault knows of a blob. The seal is over the row's other columns, so that an altered row is found.
create table vault_blob (
    name varchar(100) primary key,
    id uuid not null unique,
    length bigint not null,
    digest bytea not null,
    seal bytea not null
);

-- The blob's bytes, 256 KiB in each row but the last. The seal is over id, number and bytes.
create table vault_chunk (
    id uuid not null,
    number integer not null,
    bytes bytea not null,
    seal bytea not null,
    primary key (id, number)
);

-- Chunks of blobs that are not whole yet, or not wanted any more: whatever is left here is swept.
create table vault_upload (
    id uuid primary key,
    started timestamp with time zone not null
);
