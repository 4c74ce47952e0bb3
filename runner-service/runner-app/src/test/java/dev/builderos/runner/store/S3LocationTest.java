package dev.builderos.runner.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class S3LocationTest {
    @Test
    void aBucketAloneIsOneOfAws() {
        assertThat(S3Location.parse("s3://artifacts")).isEqualTo(new S3Location("artifacts", "", null, null, false));
    }

    @Test
    void takesAllThereIsToSay() {
        assertThat(S3Location.parse(
                        "s3://artifacts/team/builderos/?region=eu-central-1&endpoint=http://127.0.0.1:9000"))
                .isEqualTo(new S3Location(
                        "artifacts", "team/builderos/", URI.create("http://127.0.0.1:9000"), "eu-central-1", true));
        assertThat(S3Location.parse("s3://artifacts?endpoint=https%3A%2F%2Fs3.example.com&path-style=false"))
                .isEqualTo(new S3Location("artifacts", "", URI.create("https://s3.example.com"), null, false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "artifacts",
                "s3:/artifacts",
                "s3://",
                "s3://Artifacts",
                "https://artifacts/x",
                "s3://artifacts/a b",
                "s3://artifacts/a//b",
                "s3://artifacts?region",
                "s3://artifacts?region=",
                "s3://artifacts?secret=x",
                "s3://artifacts?path-style=yes",
                "s3://artifacts?endpoint=127.0.0.1:9000",
                "s3://artifacts?endpoint=ftp://host"
            })
    void saysHowToWriteWhatItCannotRead(String text) {
        assertThatThrownBy(() -> S3Location.parse(text))
                .isInstanceOf(StoreRefused.class)
                .hasMessageContaining("`" + text + "`")
                .hasMessageContaining("write it as s3://bucket/prefix?region=eu-central-1");
    }
}
