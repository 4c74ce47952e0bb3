package dev.builderos.runner.hooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.builderos.contracts.runner.hook.HookProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretSealTest {
    @TempDir
    private Path keys;

    @Test
    void opensWhatItSealedForTheSameEndpointOnly() throws IOException {
        SecretSeal seal = SecretSeal.loadOrCreate(keys);
        String sealed = seal.seal("a secret of a webhook", "hk_one");

        assertThat(SecretSeal.loadOrCreate(keys).open(sealed, "hk_one")).isEqualTo("a secret of a webhook");
        assertThat(sealed).doesNotContain("secret").isNotEqualTo(seal.seal("a secret of a webhook", "hk_one"));
        assertThatThrownBy(() -> seal.open(sealed, "hk_two")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void refusesAKeyThatIsOpenToOthersOrNone() throws IOException {
        SecretSeal.loadOrCreate(keys);
        Path file = keys.resolve(SecretSeal.FILE);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

        assertThatThrownBy(() -> SecretSeal.loadOrCreate(keys)).hasMessageContaining("open to others");

        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        Files.writeString(file, "short");

        assertThatThrownBy(() -> SecretSeal.loadOrCreate(keys)).hasMessageContaining("32 bytes");
    }

    @Test
    void isTheSameForAllWhoComeAtOnce() {
        Stream<CompletableFuture<SecretSeal>> made =
                IntStream.range(0, 16).mapToObj(each -> CompletableFuture.supplyAsync(this::seal)).toList().stream();
        String sealed = seal().seal("a secret of a webhook", "hk_one");

        assertThat(made.map(CompletableFuture::join))
                .allSatisfy(seal -> assertThat(seal.open(sealed, "hk_one")).isEqualTo("a secret of a webhook"));
    }

    private SecretSeal seal() {
        try {
            return SecretSeal.loadOrCreate(keys);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @EnumSource
    void makesSecretsThatItsProviderTakes(HookProvider provider) {
        String secret = HookSecrets.make(provider);

        assertThat(HookSecrets.flaw(provider, secret)).isEmpty();
        assertThat(secret).isNotEqualTo(HookSecrets.make(provider));
        assertThat(HookSecrets.newId()).matches("hk_[A-Za-z0-9_-]{32}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "short", "with a space in it, long", "zero\u0000byte-in-the-middle", "ünïcode-secret-of-some"
            })
    void refusesASecretThatNobodyShouldUse(String secret) {
        assertThat(HookSecrets.flaw(HookProvider.GITHUB, secret)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "whsec_", "whsec_AAAA", "whsec_!!!", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"})
    void refusesASecretThatIsNotOfStandardWebhooks(String secret) {
        assertThat(HookSecrets.flaw(HookProvider.STANDARD, secret)).isPresent();
        assertThat(HookSecrets.flaw(HookProvider.STANDARD, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
                .isEmpty();
    }
}
