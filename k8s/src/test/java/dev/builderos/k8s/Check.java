package dev.builderos.k8s;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** What has to hold of the objects of an overlay, each told by what is wrong. */
enum Check {
    MODELS(manifests -> manifests.objects().stream().flatMap(object -> StrictModels.problems(object).stream())),
    REFERENCES(References::problems),
    SELECTORS(Selectors::problems),
    PORTS(Ports::problems),
    SETTINGS(Settings::problems),
    IMAGES(Images::problems),
    ISOLATION(Isolation::problems),
    LIMITS(Limits::problems),
    REACH(Reach::problems);

    @SuppressWarnings("ImmutableEnumChecker") // only what is static, and without state
    private final Function<Manifests, Stream<String>> problems;

    Check(Function<Manifests, Stream<String>> problems) {
        this.problems = problems;
    }

    List<String> problems(Manifests manifests) {
        return problems.apply(manifests).toList();
    }
}
