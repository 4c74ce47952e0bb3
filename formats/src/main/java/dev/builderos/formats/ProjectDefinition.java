package dev.builderos.formats;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code builderos.yaml}: what a project is and where it runs.
 *
 * @param stack the language or platform, such as {@code java}
 * @param desks the templates it was started from
 * @param environments by name, in the order of the file
 * @param models by the name that agents use; {@code default} serves those that name none
 * @param secrets where secrets are kept, by name
 * @param source the file
 */
public record ProjectDefinition(
        String name,
        @Nullable String stack,
        List<DeskReference> desks,
        Map<String, EnvironmentDefinition> environments,
        GitDefinition git,
        Map<String, ModelDefinition> models,
        Map<String, SecretDefinition> secrets,
        BudgetDefinition budget,
        SourceText source) {

    public ProjectDefinition {
        desks = List.copyOf(desks);
        environments = Ordered.copy(environments);
        models = Ordered.copy(models);
        secrets = Ordered.copy(secrets);
    }
}
