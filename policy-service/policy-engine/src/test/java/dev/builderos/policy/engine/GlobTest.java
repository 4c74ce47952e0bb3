package dev.builderos.policy.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GlobTest {
    @ParameterizedTest
    @CsvSource({
        "**, a, true",
        "**, a/b/c, true",
        "src/**, src/a, true",
        "src/**, src, false",
        "src/, src/a/b, true",
        "src/*, src/a/b, false",
        "**/.env*, .env, true",
        "**/.env*, a/b/.env.local, true",
        "**/.env*, a/env, false",
        "a/**/b, a/b, true",
        "a/**/b, a/x/y/b, true",
        "a/**/b, a/x/y/c, false",
        "*.java, A.java, true",
        "*.java, a/A.java, false",
        "?.md, a.md, true",
        "?.md, ab.md, false",
        "./src/*.c, src/x.c, true",
        "a*b*c, aXbYc, true",
        "a*b*c, aXbYcZ, false",
    })
    void matchesAsWritten(String glob, String path, boolean expected) {
        assertThat(Glob.parse(glob).orElseThrow().matches(path(path))).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"src/{a,b}/**", "[ab].txt", "!src/**", "a\\b"})
    void refusesWhatItDoesNotKnow(String glob) {
        assertThat(Glob.parse(glob)).isEmpty();
    }

    @Test
    void takesLittleTimeForHostilePatterns() {
        Glob glob = Glob.parse("**/*a*a*a*a*a*a*a*a*a*b/".repeat(15) + "**").orElseThrow();
        WorkspacePath path = path("a".repeat(100).concat("/").repeat(40));

        assertTimeoutPreemptively(
                Duration.ofSeconds(2), () -> assertThat(glob.matches(path)).isFalse());
    }

    private static WorkspacePath path(String text) {
        return ((WorkspacePath.Inside) WorkspacePath.read(text)).path();
    }
}
