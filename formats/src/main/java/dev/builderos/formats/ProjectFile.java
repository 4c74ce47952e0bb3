package dev.builderos.formats;

import java.util.List;
import java.util.Map;

/** The shape of {@code builderos.yaml}. */
final class ProjectFile {
    private static final Field<String> DEPLOY =
            Field.required("deploy", WrittenForms.NAME, "The connector that deploys there, such as local or fly.");
    private static final Field<String> APP =
            Field.optional("app", WrittenForms.TEXT, "The name of the application at the provider.");
    private static final Field<Boolean> PROTECTED =
            Field.optional("protected", WrittenForms.FLAG, "Whether a release needs approvals; false unless written.");
    private static final Field<String> COMMAND =
            Field.optional("command", WrittenForms.TEXT, "How the service is started, for a local environment.");
    private static final Field<Integer> PORT =
            Field.optional("port", NumberShape.whole(1, 65535), "A fixed local port; a free one unless written.");
    private static final Field<String> HEALTH = Field.optional(
            "health",
            TextShape.formed("a path such as `/health`", "/[!-~]{0,200}"),
            "The path that answers when the service is up; /health unless written.");
    private static final Shape<EnvironmentDefinition> ENVIRONMENT = MappingShape.of(
            List.of(DEPLOY, APP, PROTECTED, COMMAND, PORT, HEALTH),
            fields -> new EnvironmentDefinition(
                    fields.need(DEPLOY),
                    fields.get(APP),
                    fields.get(PROTECTED, false),
                    fields.get(COMMAND),
                    fields.get(PORT),
                    fields.get(HEALTH, EnvironmentDefinition.DEFAULT_HEALTH)));

    private static final Field<String> GIT_PROVIDER =
            Field.required("provider", WrittenForms.NAME, "The connector of the repository, such as github.");
    private static final Field<String> REPOSITORY =
            Field.optional("repository", WrittenForms.TEXT, "The provider's name for the repository.");
    private static final Field<String> DEFAULT_BRANCH = Field.optional(
            "default_branch",
            TextShape.formed("a branch", "[A-Za-z0-9_][A-Za-z0-9_./-]{0,200}"),
            "The branch that is released; main unless written.");
    private static final Shape<GitDefinition> GIT = MappingShape.of(
            List.of(GIT_PROVIDER, REPOSITORY, DEFAULT_BRANCH),
            fields -> new GitDefinition(
                    fields.need(GIT_PROVIDER),
                    fields.get(REPOSITORY),
                    fields.get(DEFAULT_BRANCH, GitDefinition.DEFAULT_BRANCH)));

    private static final Field<String> MODEL_PROVIDER = Field.required(
            "provider", ChoiceShape.of(List.of("anthropic", "openai", "ollama", "script")), "Who answers.");
    private static final Field<String> MODEL_NAME =
            Field.required("name", WrittenForms.TEXT, "The provider's name for the model.");
    private static final Field<Double> TEMPERATURE =
            Field.optional("temperature", NumberShape.fraction(0, 2), "0 for the steadiest answers.");
    private static final Field<String> BASE_URL = Field.optional(
            "base_url",
            TextShape.formed("an http or https address", "https?://[!-~]{1,300}"),
            "Another endpoint of the same protocol.");
    private static final Field<String> API_KEY = Field.optional(
            "api_key", new SecretReferenceShape(), "A reference such as ${secrets.API_KEY}; never the key itself.");
    private static final Field<String> TRANSCRIPT =
            Field.optional("transcript", WrittenForms.PATH, "For script: the file with the answers to give.");
    private static final Field<Money> INPUT_PRICE =
            Field.required("input", WrittenForms.MONEY, "Per million tokens that the model reads.");
    private static final Field<Money> OUTPUT_PRICE =
            Field.required("output", WrittenForms.MONEY, "Per million tokens that the model writes.");
    private static final Field<TokenPrice> PRICE = Field.optional(
            "price",
            MappingShape.of(
                    List.of(INPUT_PRICE, OUTPUT_PRICE),
                    fields -> new TokenPrice(fields.need(INPUT_PRICE), fields.need(OUTPUT_PRICE))),
            "What the provider takes; a budget needs it, except of ollama and script.");
    private static final Shape<ModelDefinition> MODEL = MappingShape.of(
            List.of(MODEL_PROVIDER, MODEL_NAME, TEMPERATURE, BASE_URL, API_KEY, TRANSCRIPT, PRICE),
            fields -> new ModelDefinition(
                    fields.need(MODEL_PROVIDER),
                    fields.need(MODEL_NAME),
                    fields.get(TEMPERATURE),
                    fields.get(BASE_URL),
                    fields.get(API_KEY),
                    fields.get(TRANSCRIPT),
                    fields.get(PRICE),
                    fields.at()));

    private static final Field<Money> RUN_BUDGET = Field.optional("run", WrittenForms.MONEY, "What one run may spend.");
    private static final Field<Money> DAY_BUDGET = Field.optional(
            "day", WrittenForms.MONEY, "What the runs of the project may spend from midnight to midnight UTC.");
    private static final Shape<BudgetDefinition> BUDGETS = MappingShape.of(
            List.of(RUN_BUDGET, DAY_BUDGET),
            fields -> new BudgetDefinition(fields.get(RUN_BUDGET), fields.get(DAY_BUDGET), fields.at()));

    private static final Field<String> NAME = Field.required("name", WrittenForms.NAME, "The name of the project.");
    private static final Field<String> STACK =
            Field.optional("stack", WrittenForms.NAME, "The language or platform, such as java.");
    private static final Field<List<DeskReference>> DESKS = Field.optional(
            "desks",
            ListShape.of(TextShape.meaning(
                    "a desk and its version such as `java-service@1.2.0`",
                    Words.NAME + "@[0-9A-Za-z.+-]{5,64}",
                    DeskReference::parse)),
            "The templates the project was started from.");
    private static final Field<Map<String, EnvironmentDefinition>> ENVIRONMENTS = Field.optional(
            "environments", TableShape.of(WrittenForms.NAME, ENVIRONMENT), "The places where the project runs.");
    private static final Field<GitDefinition> GIT_FIELD =
            Field.optional("git", GIT, "Where the project's history lives; on this machine unless written.");
    private static final Field<Map<String, ModelDefinition>> MODELS = Field.optional(
            "models", TableShape.of(WrittenForms.NAME, MODEL), "The models that agents use, by the name they use.");
    private static final Field<SecretDefinition.Provider> PROVIDER_OF_SECRET =
            Field.required("provider", ChoiceShape.of(SecretDefinition.Provider.class), "The kind of place.");
    private static final Field<String> KEY_OF_SECRET = Field.required(
            "key",
            WrittenForms.TEXT,
            "Where it is there: a variable, a file, a name in the keyring, or MOUNT/PATH#FIELD in Vault.");
    private static final Field<Map<String, SecretDefinition>> SECRETS = Field.optional(
            "secrets",
            TableShape.of(
                    TextShape.formed("the name of a secret such as `DB_URL`", Words.SECRET),
                    MappingShape.of(
                            List.of(PROVIDER_OF_SECRET, KEY_OF_SECRET),
                            fields ->
                                    new SecretDefinition(fields.need(PROVIDER_OF_SECRET), fields.need(KEY_OF_SECRET)))),
            "Where secrets are kept; one that is not written is in the keyring or in the environment, under its name.");
    private static final Field<BudgetDefinition> BUDGET = Field.optional("budget", BUDGETS, "What may be spent.");

    static final FileShape<ProjectDefinition> SHAPE = new FileShape<>(
            Kind.PROJECT,
            MappingShape.of(
                    List.of(
                            WrittenForms.kind(Kind.PROJECT),
                            NAME,
                            STACK,
                            DESKS,
                            ENVIRONMENTS,
                            GIT_FIELD,
                            MODELS,
                            SECRETS,
                            BUDGET),
                    fields -> new ProjectDefinition(
                            fields.need(NAME),
                            fields.get(STACK),
                            fields.get(DESKS, List.of()),
                            fields.get(ENVIRONMENTS, Map.of()),
                            fields.get(GIT_FIELD, GitDefinition.LOCAL),
                            fields.get(MODELS, Map.of()),
                            fields.get(SECRETS, Map.of()),
                            fields.get(BUDGET, BudgetDefinition.UNSET),
                            fields.source())),
            CurrencyCheck::check);

    private ProjectFile() {}
}
