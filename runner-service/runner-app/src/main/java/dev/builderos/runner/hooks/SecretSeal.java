package dev.builderos.runner.hooks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals the secrets of endpoints for the database, with AES-256-GCM under a key of the home, so that a copy of the database alone
 * gives no secret away. What was sealed for one endpoint opens for no other.
 */
public final class SecretSeal {
    /** The key's file inside the directory of keys. */
    public static final String FILE = "hooks.key";

    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final String TRANSFORMATION = "AES/GCM/NoPadding";
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> OWNER_DIRECTORY = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> OF_OTHERS = EnumSet.complementOf(EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE));

    private final SecretKey key;

    private SecretSeal(byte[] key) {
        this.key = new SecretKeySpec(key, "AES");
    }

    /**
     * The seal of this directory, made on first use; of two processes that come at the same time both get the same.
     *
     * @throws IOException when the file cannot be read or written, is readable by others, or holds no key
     */
    public static SecretSeal loadOrCreate(Path directory) throws IOException {
        Path file = directory.resolve(FILE);
        try {
            return load(file);
        } catch (NoSuchFileException absent) {
            Files.createDirectories(directory, PosixFilePermissions.asFileAttribute(OWNER_DIRECTORY));
            create(file);
            return load(file);
        }
    }

    private static SecretSeal load(Path file) throws IOException {
        byte[] key = Files.readAllBytes(file);
        if (Files.getPosixFilePermissions(file).stream().anyMatch(OF_OTHERS::contains)) {
            throw new IOException("the key " + file + " is open to others; run chmod 600 on it");
        }
        if (key.length != KEY_BYTES) {
            throw new IOException("the key " + file + " does not have " + KEY_BYTES + " bytes");
        }
        return new SecretSeal(key);
    }

    private static void create(Path file) throws IOException {
        byte[] key = new byte[KEY_BYTES];
        RANDOM.nextBytes(key);
        Path draft = Files.createTempFile(
                file.toAbsolutePath().getParent(), FILE, ".new", PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        try {
            Files.write(draft, key);
            Files.createLink(file, draft); // appears whole, and never replaces the key of somebody who was first
        } catch (FileAlreadyExistsException somebodyWasFirst) {
            return;
        } finally {
            Files.delete(draft);
        }
    }

    /** The text, sealed for this endpoint. */
    public String seal(String text, String hook) {
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        byte[] sealed = apply(Cipher.ENCRYPT_MODE, nonce, text.getBytes(StandardCharsets.UTF_8), hook);
        byte[] whole = Arrays.copyOf(nonce, NONCE_BYTES + sealed.length);
        System.arraycopy(sealed, 0, whole, NONCE_BYTES, sealed.length);
        return Base64.getEncoder().encodeToString(whole);
    }

    /**
     * What was sealed for this endpoint.
     *
     * @throws IllegalStateException when it was not sealed for it with this key
     */
    public String open(String sealed, String hook) {
        byte[] whole = Base64.getDecoder().decode(sealed);
        byte[] nonce = Arrays.copyOf(whole, NONCE_BYTES);
        byte[] text = apply(Cipher.DECRYPT_MODE, nonce, Arrays.copyOfRange(whole, NONCE_BYTES, whole.length), hook);
        return new String(text, StandardCharsets.UTF_8);
    }

    private byte[] apply(int mode, byte[] nonce, byte[] text, String hook) {
        try {
            Cipher cipher = Cipher.getInstance(TRANSFORMATION);
            cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(hook.getBytes(StandardCharsets.UTF_8));
            return cipher.doFinal(text);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the secret of a webhook does not open with the key of this home", e);
        }
    }
}
