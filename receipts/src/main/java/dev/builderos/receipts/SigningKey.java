package dev.builderos.receipts;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.util.EnumSet;
import java.util.Set;

/**
 * The key a runner signs receipts with. It lives in {@value #FILE}, readable by its owner only: the private key (PKCS#8) and,
 * because the JDK cannot derive one from the other, the public key (X.509), both as PEM.
 */
public final class SigningKey {
    /** The private key's file inside the directory. */
    public static final String FILE = "receipts.key.pem";
    /** The public key's file beside it, to be handed to whoever verifies. */
    public static final String PUBLIC_FILE = "receipts.pub.pem";

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> OWNER_DIRECTORY = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> OF_OTHERS = EnumSet.complementOf(EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE));

    private final PrivateKey privateKey;
    private final VerifyingKey verifyingKey;

    private SigningKey(PrivateKey privateKey, VerifyingKey verifyingKey) {
        this.privateKey = privateKey;
        this.verifyingKey = verifyingKey;
    }

    /** A new key that lives only in memory. */
    public static SigningKey generate() {
        KeyPair pair = Ed25519.generate();
        return new SigningKey(pair.getPrivate(), new VerifyingKey(pair.getPublic()));
    }

    /**
     * The key of this directory, made on first use. Of two processes that come at the same time one makes it and both get
     * it; nobody ever sees half a key.
     *
     * @throws IOException when the file cannot be read or written, is readable by others, or holds no working key pair
     */
    public static SigningKey loadOrCreate(Path directory) throws IOException {
        Files.createDirectories(directory, PosixFilePermissions.asFileAttribute(OWNER_DIRECTORY));
        Path file = directory.resolve(FILE);
        SigningKey key;
        try {
            key = load(file);
        } catch (NoSuchFileException absent) {
            create(file, generate());
            key = load(file);
        }
        Path publicFile = directory.resolve(PUBLIC_FILE);
        if (!Files.exists(publicFile)) {
            Files.writeString(publicFile, key.verifyingKey.pem());
        }
        return key;
    }

    public VerifyingKey verifyingKey() {
        return verifyingKey;
    }

    byte[] sign(byte[] message) {
        return Ed25519.sign(privateKey, verifyingKey.x509(), message);
    }

    private static SigningKey load(Path file) throws IOException {
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
        if (permissions.stream().anyMatch(OF_OTHERS::contains)) {
            throw new IOException(
                    "the signing key " + file + " is open to others (" + PosixFilePermissions.toString(permissions)
                            + "); run chmod 600 on it, or delete it if it may be known");
        }
        String text = Files.readString(file, StandardCharsets.US_ASCII);
        try {
            SigningKey key = new SigningKey(
                    Ed25519.privateKey(Pem.PRIVATE_KEY.read(text)), VerifyingKey.ofX509(Pem.PUBLIC_KEY.read(text)));
            byte[] probe = file.toString().getBytes(StandardCharsets.UTF_8);
            if (key.verifyingKey.verifies(probe, key.sign(probe))) {
                return key;
            }
        } catch (InvalidKeySpecException | IllegalArgumentException e) {
            throw new IOException("the signing key " + file + " cannot be read: " + e.getMessage(), e);
        }
        throw new IOException("the two halves of the signing key " + file + " do not belong together");
    }

    private static void create(Path file, SigningKey key) throws IOException {
        Path draft = Files.createTempFile(
                file.toAbsolutePath().getParent(), FILE, ".new", PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        try {
            String text = Pem.PRIVATE_KEY.write(key.privateKey.getEncoded()) + key.verifyingKey.pem();
            try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.createLink(file, draft); // appears whole, and never replaces the key of somebody who was first
        } catch (FileAlreadyExistsException somebodyWasFirst) {
            return;
        } finally {
            Files.delete(draft);
        }
    }
}
