package dev.quire.gateway.command;

import dev.quire.crypto.Ed25519Key;
import dev.quire.crypto.OwnerOnlyFile;
import dev.quire.gateway.network.HospitalDesk;
import dev.quire.health.Role;
import dev.quire.health.client.Administration;
import dev.quire.health.keys.message.PractitionerCard;
import dev.quire.node.terminal.CommandException;
import dev.quire.node.terminal.ExitCode;
import dev.quire.node.terminal.Output;
import dev.quire.node.terminal.Printable;
import dev.quire.receipt.Receipt;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quire health hospital employ HANDLE --name NAME --role ROLE}. */
@Command(
        name = "employ",
        description = {
            "Say that somebody works here, for a while.",
            "Makes a key and a card, puts the credential on the ledger with the card's",
            "hash, and adds the person to hospital.properties."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example:",
            "  quire health hospital employ nurse --profile net/hospital-1 \\",
            "    --name 'Nora Lind' --title nurse --role NURSE"
        })
final class HospitalEmployCommand implements Callable<Integer> {
    private static final Duration LONGEST = Duration.ofDays(90);
    /** Blocks are a little behind this clock, and the ledger counts from the block. */
    private static final Duration BEHIND = Duration.ofMinutes(1);

    @Parameters(paramLabel = "HANDLE", description = "what --as calls this person: lower-case letters, digits, hyphens")
    private String handle;

    @Mixin
    private HospitalOptions options;

    @Option(names = "--name", required = true, paramLabel = "NAME", description = "as patients read it")
    private String name;

    @Option(names = "--title", paramLabel = "TEXT", defaultValue = "", description = "the role as patients read it")
    private String title;

    @Option(
            names = "--role",
            required = true,
            paramLabel = "ROLE",
            split = ",",
            description = "${COMPLETION-CANDIDATES}; may be repeated")
    private Set<Role> roles = EnumSet.noneOf(Role.class);

    @Option(
            names = "--for",
            paramLabel = "TIME",
            defaultValue = "89d",
            converter = LastingConverter.class,
            description = "how long, 90 days at most; default: ${DEFAULT-VALUE}")
    private Duration lasting;

    @Mixin
    private Output output;

    @Override
    public Integer call() throws IOException {
        if (!handle.matches("[a-z][a-z0-9-]{0,39}")) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "'" + handle + "' is no handle",
                    "Take up to 40 lower-case letters, digits and hyphens");
        }
        if (name.isBlank() || !Printable.line(name + title).equals(name + title)) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "patients could not read that name, or that title",
                    "Give --name and --title in letters, without control characters");
        }
        if (lasting.compareTo(LONGEST) > 0) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "--for is too long: a credential is good for " + LONGEST.toDays() + " days at most",
                    "Give --for " + LONGEST.toDays() + "d or less, and employ the person again before it ends");
        }
        try (HospitalDesk desk = options.open()) {
            if (desk.profile().staff().containsKey(handle)) {
                throw new CommandException(
                        ExitCode.USAGE, "somebody here is called '" + handle + "' already", "Take another handle");
            }
            Administration office = desk.administration();
            PractitionerCard card =
                    card(office, new Names(desk.network()).of(desk.profile().orgId()));
            Receipt receipt = employ(desk.profile().directory().resolve("staff"), office, card);
            Files.writeString(
                    options.file(),
                    entry(),
                    StandardCharsets.UTF_8,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.APPEND);
            output.print(Rows.receipt(receipt)
                    .put("person", card.pracId().toHex())
                    .put("until", Rows.time(card.untilMicros())));
        }
        return ExitCode.OK;
    }

    private PractitionerCard card(Administration office, String organisation) {
        Instant now = Instant.now();
        Instant until = now.plus(lasting);
        Instant last = now.plus(LONGEST).minus(BEHIND);
        try {
            return office.card(name, title, organisation, now, until.isAfter(last) ? last : until);
        } catch (IllegalArgumentException e) {
            throw new CommandException(ExitCode.USAGE, String.valueOf(e.getMessage()), "Correct --name or --title");
        }
    }

    /** Key and card are there before the ledger knows of them, and not left behind where it refuses. */
    private Receipt employ(Path staff, Administration office, PractitionerCard card) throws IOException {
        Files.createDirectories(
                staff, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path keyFile = staff.resolve(handle + ".key");
        Path cardFile = staff.resolve(handle + ".card");
        Ed25519Key key = Ed25519Key.generate(new SecureRandom());
        Failures.ofFile(
                () -> {
                    OwnerOnlyFile.writeNew(cardFile, card.encoded());
                    saveBeside(cardFile, key, keyFile);
                    return keyFile;
                },
                "Take another handle, or move these files away");
        try {
            return Failures.done(office.employ(card, key.publicKey(), Optional.empty(), roles));
        } catch (CommandException e) {
            if (e.exitCode() == ExitCode.NO) {
                Files.delete(keyFile);
                Files.delete(cardFile);
            }
            throw e;
        }
    }

    /** Both, or none. */
    private static void saveBeside(Path cardFile, Ed25519Key key, Path keyFile) throws IOException {
        try {
            key.save(keyFile);
        } catch (IOException e) {
            Files.delete(cardFile);
            throw e;
        }
    }

    private String entry() {
        String who = "staff." + handle;
        return "\n" + who + ".key = staff/" + handle + ".key\n" + who + ".card = staff/" + handle + ".card\n" + who
                + ".roles = " + roles.stream().sorted().map(Role::name).collect(Collectors.joining(",")) + "\n";
    }
}
