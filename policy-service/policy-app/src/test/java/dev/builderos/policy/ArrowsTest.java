package dev.builderos.policy;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArrowsTest {
    private static final JavaClasses SERVICE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.builderos.policy");

    @Test
    void busAndStoreDoNotKnowEachOther() {
        noClasses()
                .that()
                .resideInAPackage("dev.builderos.policy.bus..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.builderos.policy.store..")
                .check(SERVICE);
        noClasses()
                .that()
                .resideInAPackage("dev.builderos.policy.store..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.builderos.policy.bus..", "dev.builderos.bus..")
                .check(SERVICE);
    }

    @Test
    void useCasesKnowNeither() {
        noClasses()
                .that()
                .resideInAPackage("dev.builderos.policy.usecase..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.builderos.policy.bus..", "dev.builderos.policy.store..", "dev.builderos.bus..")
                .check(SERVICE);
    }

    @Test
    void theDomainIsPure() {
        noClasses()
                .that()
                .resideInAPackage("dev.builderos.policy.domain..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.builderos.policy.usecase..",
                        "dev.builderos.policy.bus..",
                        "dev.builderos.policy.store..",
                        "dev.builderos.contracts.policy..",
                        "io.smallrye..",
                        "io.quarkus..",
                        "jakarta..")
                .check(SERVICE);
    }
}
