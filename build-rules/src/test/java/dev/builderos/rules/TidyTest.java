package dev.builderos.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TidyTest {
    private static final int MOST_LINES = 600;
    private static final Pattern VAGUE_CLASS = Pattern.compile(".*(Util|Utils|Helper|Manager|Impl|Data|Info)\\.java");
    private static final Set<String> VAGUE_PACKAGES = Set.of("util", "common", "shared", "core");
    private static final List<String> README_PARTS =
            List.of("**Purpose**", "**Owns**", "**Run alone**", "**Start here**");

    /** Put together, so that this file does not break its own rules. */
    private static final List<String> LEFTOVERS = List.of("TO" + "DO", "FIX" + "ME", "XX" + "X:");

    private static final List<String> TEST_EVASIONS =
            List.of("Thread." + "sleep", "@Dis" + "abled", "assume" + "True", "assume" + "False");

    @Test
    void everyPackageSaysWhatItIsForAndIsNullMarked() {
        Stream<Path> packages = SourceTree.javaFiles().stream()
                .map(file -> file.resolveSibling("package-info.java"))
                .distinct();

        assertThat(packages.filter(info -> !introduces(info) && !introduces(tested(info)))
                        .map(SourceTree::relative))
                .isEmpty();
    }

    private static boolean introduces(Path info) {
        return Files.exists(info)
                && SourceTree.text(info).contains("@NullMarked")
                && SourceTree.text(info).contains("/**");
    }

    /** A test stands in the package it tests, which is introduced already. */
    private static Path tested(Path info) {
        return Path.of(info.toString().replace("/src/test/java/", "/src/main/java/"));
    }

    @Test
    void noClassIsNamedForNothing() {
        assertThat(javaFiles(file ->
                        VAGUE_CLASS.matcher(file.getFileName().toString()).matches()))
                .isEmpty();
    }

    @Test
    void noPackageIsADrawerForAnything() {
        assertThat(javaFiles(
                        file -> Stream.of(SourceTree.relative(file).split("/")).anyMatch(VAGUE_PACKAGES::contains)))
                .isEmpty();
    }

    @Test
    void noTestSleepsOrStepsAside() {
        assertThat(javaFiles(file ->
                        SourceTree.isTest(file) && TEST_EVASIONS.stream().anyMatch(SourceTree.text(file)::contains)))
                .isEmpty();
    }

    @Test
    void nothingIsLeftForLater() {
        assertThat(SourceTree.files().stream()
                        .filter(TidyTest::isText)
                        .filter(file -> LEFTOVERS.stream().anyMatch(SourceTree.text(file)::contains))
                        .map(SourceTree::relative))
                .isEmpty();
    }

    @Test
    void noFileIsTooLongToRead() {
        assertThat(javaFiles(file -> SourceTree.text(file).lines().count() > MOST_LINES))
                .isEmpty();
    }

    @Test
    void everyModuleIntroducesItself() {
        assertThat(SourceTree.modules()).hasSizeGreaterThan(5);
        assertThat(SourceTree.modules().stream()
                        .map(module -> module.resolve("README.md"))
                        .filter(readme -> !Files.exists(readme)
                                || !README_PARTS.stream().allMatch(SourceTree.text(readme)::contains))
                        .map(SourceTree::relative))
                .isEmpty();
    }

    private static boolean isText(Path file) {
        return file.toString().matches(".*\\.(java|xml|yaml|yml|md|properties|sql|json|sh)|.*/builderos|.*/\\.ci/run");
    }

    private static List<String> javaFiles(Predicate<Path> wanted) {
        List<Path> all = SourceTree.javaFiles();
        assertThat(all).as("Java files").hasSizeGreaterThan(100);
        return all.stream().filter(wanted).map(SourceTree::relative).toList();
    }
}
