-- When a blob was put, by the database's clock; of what lay there before, when this column came. What never came to the
-- ledger is swept by it.
alter table vault_blob add column stored timestamp with time zone default current_timestamp not null;
