package dev.builderos.rules;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ArrowsTest {
    private static final String OURS = "dev.builderos..";
    private static final String[] SERVICES = {
        "dev.builderos.policy..", "dev.builderos.registry..", "dev.builderos.runner..", "dev.builderos.gateway.."
    };

    private static JavaClasses all;

    @BeforeAll
    static void readAllModules() {
        all = new ClassFileImporter().importPaths(SourceTree.classes());
    }

    @Test
    void everyPartIsThereToBeChecked() {
        assertThat(all.stream()
                        .map(type -> Level.of(type.getPackageName()).orElseThrow())
                        .distinct())
                .contains(
                        Level.CONTRACTS,
                        Level.GATEWAY_API,
                        Level.FORMATS,
                        Level.BUS,
                        Level.REGISTRY,
                        Level.GATEWAY,
                        Level.STANDALONE);
    }

    @Test
    void arrowsPointToLowerLevelsOnly() {
        check(classes().that().resideInAPackage(OURS).should(knowOnlyLowerLevels()));
    }

    /** It has no classes, so that only the poms say who knows it. */
    @Test
    void onlyProgramsThatServeItKnowTheConsole() {
        assertThat(SourceTree.modules().stream()
                        .map(module -> module.resolve("pom.xml"))
                        .filter(pom -> SourceTree.text(pom)
                                .matches("(?s).*<dependency>\\s*<groupId>dev.builderos</groupId>\\s*"
                                        + "<artifactId>console</artifactId>.*"))
                        .map(SourceTree::relative))
                .containsExactlyInAnyOrder("services/standalone/pom.xml", "deployables/gateway/pom.xml");
    }

    @Test
    void domainsAreFreeOfFrameworks() {
        check(noClasses()
                .that()
                .resideInAPackage("dev.builderos..domain..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.quarkus..",
                        "io.vertx..",
                        "io.smallrye..",
                        "jakarta..",
                        "org.hibernate..",
                        "org.eclipse.microprofile.."));
    }

    @Test
    void onlyStoresKnowHowThingsArePersisted() {
        check(noClasses()
                .that()
                .resideInAPackage(OURS)
                .and()
                .resideOutsideOfPackage("dev.builderos..store..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("jakarta.persistence..", "org.hibernate.."));
    }

    @Test
    void bussesAndStoresAndHttpFacesDoNotKnowEachOther() {
        for (String one : new String[] {"bus", "http", "store"}) {
            for (String other : new String[] {"bus", "http", "store"}) {
                if (!one.equals(other)) {
                    check(noClasses()
                            .that()
                            .resideInAPackage("dev.builderos.*." + one + "..")
                            .should()
                            .dependOnClassesThat()
                            .resideInAPackage("dev.builderos.*." + other + ".."));
                }
            }
        }
    }

    @Test
    void onlyBussesKnowWhatIsSaidWhere() {
        check(noClasses()
                .that()
                .resideInAnyPackage(SERVICES)
                .and()
                .resideOutsideOfPackages("dev.builderos.*.bus..", "dev.builderos.gateway.api..")
                .should()
                .dependOnClassesThat(areContracts()));
    }

    @Test
    void everyServiceKnowsOnlyTheContractsItMay() {
        check(noClasses()
                .that()
                .resideInAPackage("dev.builderos.policy..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.builderos.contracts.registry..", "dev.builderos.contracts.runner.."));
        check(noClasses()
                .that()
                .resideInAPackage("dev.builderos.registry..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.builderos.contracts.runner.."));
    }

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(all);
    }

    private static DescribedPredicate<JavaClass> areContracts() {
        return DescribedPredicate.describe(
                "say what is said where",
                type -> type.getPackageName().startsWith("dev.builderos.contracts.")
                        && type.getSimpleName().endsWith("Contracts"));
    }

    private static ArchCondition<JavaClass> knowOnlyLowerLevels() {
        return new ArchCondition<>("know only parts on lower levels") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                Level own = level(type);
                for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                    JavaClass target = dependency.getTargetClass().getBaseComponentType();
                    if (target.getPackageName().startsWith("dev.builderos") && !own.mayKnow(level(target))) {
                        events.add(SimpleConditionEvent.violated(type, dependency.getDescription()));
                    }
                }
            }
        };
    }

    private static Level level(JavaClass type) {
        return Level.of(type.getPackageName())
                .orElseThrow(() -> new AssertionError(type.getName() + " is of a part that has no level"));
    }
}
