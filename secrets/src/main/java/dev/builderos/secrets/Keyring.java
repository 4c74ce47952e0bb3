package dev.builderos.secrets;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.UnrecoverableKeyException;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import javax.crypto.spec.PBEParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * A file of secrets: a PKCS#12 key store with AES-256, which {@code keytool} reads too. It is opened by a passphrase, or else by a
 * random key that lies beside it. Each change writes the whole file anew and puts it in the place of the old one; changes of
 * several processes come one after the other.
 */
public final class Keyring {
    private static final Pattern NAME = Pattern.compile("[A-Z][A-Z0-9_]{0,62}");
    private static final String ALGORITHM = "PBEWithHmacSHA256AndAES_256";
    /** As OWASP asks of PBKDF2 with HMAC-SHA-256 for what people type. */
    private static final int ITERATIONS_OF_PASSPHRASE = 600_000;
    /** A random key of 256 bits cannot be guessed, however fast. */
    private static final int ITERATIONS_OF_KEY = 1_000;

    private static final String SEAL_ITERATIONS = "keystore.pkcs12.macIterationCount";
    private static final ReentrantLock TURNS = new ReentrantLock();
    private static final int KEY_BYTES = 32;
    private static final int SALT_BYTES = 16;
    /** A kind of key that key stores know and that has any number of bytes. */
    private static final String ANY_LENGTH = "HmacSHA256";

    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path file;
    private final Path machineKey;
    private final @Nullable String passphrase;
    private final SecureRandom random = new SecureRandom();

    private Keyring(Path file, Path machineKey, @Nullable String passphrase) {
        this.file = file;
        this.machineKey = machineKey;
        this.passphrase = passphrase;
    }

    /**
     * The keyring of a home; it need not be there yet.
     *
     * @param passphrase null or blank for the key of this machine
     */
    public static Keyring of(Path home, @Nullable String passphrase) {
        return new Keyring(
                home.resolve("keyring.p12"),
                home.resolve("keys").resolve("keyring.key"),
                passphrase == null || passphrase.isBlank() ? null : passphrase);
    }

    /** Whether this can be the name of a secret. */
    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /** The names, sorted. */
    public List<String> names() throws IOException {
        return Files.exists(file) ? names(open(password())) : List.of();
    }

    private static List<String> names(KeyStore store) throws IOException {
        try {
            // A key store writes names in lower case.
            return Collections.list(store.aliases()).stream()
                    .map(name -> name.toUpperCase(Locale.ROOT))
                    .sorted()
                    .toList();
        } catch (GeneralSecurityException broken) {
            throw new IOException("the keyring cannot be read", broken);
        }
    }

    /** A value; none under a name that is not there. */
    public Optional<String> read(String name) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        char[] password = password();
        try {
            return Optional.ofNullable(open(password).getKey(name, password))
                    .map(key -> new String(key.getEncoded(), StandardCharsets.UTF_8));
        } catch (GeneralSecurityException broken) {
            throw new IOException("the keyring cannot be read", broken);
        }
    }

    /** Keeps a value, in the place of the one that is there. */
    public void put(String name, String value) throws IOException {
        if (!isName(name)) {
            throw new IllegalArgumentException("a secret has a name such as DB_URL");
        }
        if (value.isEmpty()) {
            throw new IllegalArgumentException("a secret is not empty");
        }
        change((store, password) -> store.setEntry(
                name,
                new KeyStore.SecretKeyEntry(new SecretKeySpec(value.getBytes(StandardCharsets.UTF_8), ANY_LENGTH)),
                protection(password)));
    }

    /** Takes a value away; tells whether it was there. */
    public boolean remove(String name) throws IOException {
        boolean[] there = {false};
        change((store, password) -> {
            there[0] = store.containsAlias(name);
            store.deleteEntry(name);
        });
        return there[0];
    }

    private KeyStore.PasswordProtection protection(char[] password) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        return new KeyStore.PasswordProtection(password, ALGORITHM, new PBEParameterSpec(salt, iterations()));
    }

    private interface Change {
        void apply(KeyStore store, char[] password) throws GeneralSecurityException;
    }

    private void change(Change change) throws IOException {
        // The lock on the file is one of processes; threads of one process take turns before it.
        TURNS.lock();
        try {
            changeAlone(change);
        } finally {
            TURNS.unlock();
        }
    }

    private void changeAlone(Change change) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory == null) {
            throw new IOException("a keyring lies in a directory");
        }
        Files.createDirectories(directory);
        try (FileChannel guard = FileChannel.open(
                        directory.resolve("keyring.lock"),
                        Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                        OWNER_ONLY);
                FileLock lock = guard.lock()) {
            if (!lock.isValid()) {
                throw new IOException("the keyring is being written by another process");
            }
            char[] password = passwordOrNew();
            KeyStore store = Files.exists(file) ? open(password) : empty();
            change.apply(store, password);
            byte[] bytes = sealed(store, password);
            Path next = Files.createTempFile(directory, "keyring", ".p12", OWNER_ONLY);
            try (FileChannel written = FileChannel.open(next, StandardOpenOption.WRITE)) {
                written.write(ByteBuffer.wrap(bytes));
                written.force(true);
            }
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (GeneralSecurityException broken) {
            throw new IOException("the keyring cannot be written", broken);
        }
    }

    /**
     * The bytes of the file, with a seal by the same password over all of it. How often the seal is derived can only be told by a
     * property of the process; were it less often than for entries, a passphrase would be guessed by the seal.
     */
    private byte[] sealed(KeyStore store, char[] password) throws IOException, GeneralSecurityException {
        String before = System.getProperty(SEAL_ITERATIONS);
        System.setProperty(SEAL_ITERATIONS, String.valueOf(iterations()));
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            store.store(bytes, password);
            return bytes.toByteArray();
        } finally {
            if (before == null) {
                System.clearProperty(SEAL_ITERATIONS);
            } else {
                System.setProperty(SEAL_ITERATIONS, before);
            }
        }
    }

    private int iterations() {
        return passphrase == null ? ITERATIONS_OF_KEY : ITERATIONS_OF_PASSPHRASE;
    }

    private static KeyStore empty() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private KeyStore open(char[] password) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, password);
            return store;
        } catch (GeneralSecurityException broken) {
            throw new IOException("the keyring cannot be read", broken);
        } catch (IOException closed) {
            if (closed.getCause() instanceof UnrecoverableKeyException) {
                throw new IOException(
                        passphrase == null
                                ? "the keyring is not opened by the key of this machine; set " + SecretStore.PASSPHRASE
                                : "the passphrase in " + SecretStore.PASSPHRASE + " does not open the keyring",
                        closed);
            }
            throw closed;
        }
    }

    private char[] password() throws IOException {
        if (passphrase != null) {
            return passphrase.toCharArray();
        }
        if (!Files.exists(machineKey)) {
            throw new IOException("the key of this machine is gone: " + machineKey);
        }
        return Files.readString(machineKey).strip().toCharArray();
    }

    private char[] passwordOrNew() throws IOException {
        if (passphrase == null && !Files.exists(machineKey) && !Files.exists(file)) {
            byte[] key = new byte[KEY_BYTES];
            random.nextBytes(key);
            Files.createDirectories(machineKey.toAbsolutePath().getParent());
            Files.createFile(machineKey, OWNER_ONLY);
            Files.writeString(machineKey, Base64.getEncoder().encodeToString(key) + "\n");
        }
        return password();
    }
}
