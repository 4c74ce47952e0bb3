package dev.builderos.formats;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The shape of {@code builderos.policy.yaml}. */
final class PolicyFile {
    static final Shape<List<String>> GLOBS = ListShape.of(TextShape.formed("a glob such as `src/**`", Words.PATH));
    private static final Shape<String> ROLE =
            TextShape.formed("a role such as `Reviewer`", "[A-Za-z][A-Za-z0-9_-]{0,62}");

    static final Field<List<String>> READ = Field.optional("read", GLOBS, "What may be read.");
    static final Field<List<String>> WRITE = Field.optional("write", GLOBS, "What may be written.");
    static final Field<List<String>> DENIED =
            Field.optional("deny", GLOBS, "What may not be touched, whatever else is written.");
    private static final Shape<AgentGrant.PathGrant> PATH_GRANT = MappingShape.of(
            List.of(READ, WRITE, DENIED),
            fields -> new AgentGrant.PathGrant(
                    fields.get(READ, List.of()), fields.get(WRITE, List.of()), fields.get(DENIED, List.of())));

    private static final Shape<List<HostPattern>> HOSTS = ListShape.of(TextShape.meaning(
            "a host such as `api.example.com`, `*.example.com` or `10.0.0.5:8080`", Words.HOST, HostPattern::parse));
    static final Field<List<HostPattern>> REACHED =
            Field.optional("allow", HOSTS, "The hosts that its commands may reach.");
    private static final Field<List<HostPattern>> PRIVATE = Field.optional(
            "private", HOSTS, "Those of them that may be at an address of this machine or a private network.");
    private static final Field<List<HostPattern>> TRUSTED = Field.optional(
            "trusted", HOSTS, "Those of them whose answers are vouched for, so that they do not taint a run.");
    private static final Shape<String> SECRET_NAME =
            TextShape.formed("the name of a secret such as `DB_URL`", Words.SECRET);
    private static final Field<String> INJECTED =
            Field.required("secret", SECRET_NAME, "The secret, one of those the agent is granted.");
    private static final Field<HostPattern> INJECTED_TO = Field.required(
            "host",
            TextShape.meaning(
                    "one host such as `api.example.com`",
                    Words.HOST,
                    text -> HostPattern.parse(text).filter(host -> !host.many())),
            "The host that gets it.");
    private static final Field<AgentGrant.Injection.Scheme> INJECTED_OVER = Field.optional(
            "scheme", ChoiceShape.of(AgentGrant.Injection.Scheme.class), "Over what it is sent; https unless written.");
    private static final Field<List<String>> INJECTED_INTO = Field.optional(
            "methods",
            ListShape.notEmpty(TextShape.formed("a method such as `GET`", "[A-Z]{1,20}")),
            "The methods of requests that get it; GET and HEAD unless written.");
    private static final Field<String> INJECTED_AS = Field.required(
            "header",
            TextShape.formed("a header such as `Authorization: Bearer ${secret}`", Words.HEADER),
            "The header that is added, with ${secret} where the secret goes.");
    private static final Shape<AgentGrant.Injection> INJECTION = MappingShape.of(
            List.of(INJECTED, INJECTED_TO, INJECTED_OVER, INJECTED_INTO, INJECTED_AS), PolicyFile::injection);
    private static final Field<List<AgentGrant.Injection>> INJECT = Field.optional(
            "inject", ListShape.of(INJECTION), "Secrets that the proxy adds to requests; commands never have them.");
    private static final Shape<AgentGrant.NetworkGrant> NETWORK_GRANT = MappingShape.of(
            List.of(REACHED, PRIVATE, TRUSTED, INJECT),
            fields -> new AgentGrant.NetworkGrant(
                    fields.get(REACHED, List.of()),
                    fields.get(PRIVATE, List.of()),
                    fields.get(TRUSTED, List.of()),
                    fields.get(INJECT, List.of())));

    static final Field<List<String>> TOOLS = Field.optional(
            "tools", WrittenForms.EFFECT_PATTERNS, "The effects it may cause, such as fs.read or memory.*.");
    private static final Field<AgentGrant.PathGrant> PATHS =
            Field.optional("paths", PATH_GRANT, "Globs relative to the project root.");
    private static final Field<AgentGrant.NetworkGrant> NETWORK =
            Field.optional("network", NETWORK_GRANT, "What it may reach; nothing unless written.");
    static final Field<List<String>> SECRETS =
            Field.optional("secrets", ListShape.of(SECRET_NAME), "The secrets that may be used on its behalf.");
    private static final Shape<Long> COUNT = NumberShape.count();
    private static final Field<Long> CALLS = Field.optional("calls", COUNT, "Effects in one run.");
    private static final Field<Long> FILES = Field.optional("files", COUNT, "Files written in one run.");
    private static final Field<Long> BYTES =
            Field.optional("bytes", WrittenForms.SIZE, "Bytes written to files in one run.");
    private static final Field<Long> CALLS_PER_MINUTE =
            Field.optional("calls_per_minute", COUNT, "Effects within any 60 seconds.");
    static final Field<VolumeLimits> LIMITS = Field.optional(
            "limits",
            MappingShape.of(
                    List.of(CALLS, FILES, BYTES, CALLS_PER_MINUTE),
                    fields -> new VolumeLimits(
                            fields.get(CALLS), fields.get(FILES), fields.get(BYTES), fields.get(CALLS_PER_MINUTE))),
            "How much an agent may do in one run.");

    private static final Shape<AgentGrant> GRANT = MappingShape.of(
                    List.of(TOOLS, PATHS, NETWORK, SECRETS, LIMITS),
                    fields -> new AgentGrant(
                            fields.get(TOOLS, List.of()),
                            fields.get(PATHS, AgentGrant.PathGrant.NONE),
                            fields.get(NETWORK, AgentGrant.NetworkGrant.NONE),
                            fields.get(SECRETS, List.of()),
                            fields.get(LIMITS, VolumeLimits.NONE),
                            fields.at()))
            .checked((fields, grant) -> grant.network().inject().stream()
                    .map(AgentGrant.Injection::secret)
                    .filter(secret -> !grant.secrets().contains(secret))
                    .forEach(secret -> fields.problem(
                            NETWORK, "the secret `" + secret + "` is not among `secrets` of this agent")));

    private static final Field<Integer> APPROVALS =
            Field.optional("approvals", NumberShape.whole(1, 20), "How many must approve; 1 unless written.");
    private static final Field<List<String>> FROM =
            Field.required("from", ListShape.notEmpty(ROLE), "The roles that may.");
    private static final Field<List<String>> NOT =
            Field.optional("not", ListShape.of(ROLE), "Who may not, such as requester.");
    private static final Field<Duration> EXPIRES =
            Field.optional("expires", WrittenForms.DURATION, "How long the question stands.");
    private static final Shape<Verdict.AskRule> ASK_RULE = MappingShape.of(
            List.of(APPROVALS, FROM, NOT, EXPIRES),
            fields -> new Verdict.AskRule(
                    fields.get(APPROVALS, 1), fields.need(FROM), fields.get(NOT, List.of()), fields.get(EXPIRES)));

    private static final Field<String> ID = Field.required("id", WrittenForms.NAME, "The name of the rule.");
    private static final Field<String> ON =
            Field.required("on", WrittenForms.EFFECT_PATTERN, "The effects it is about.");
    private static final Field<Condition> WHEN =
            Field.optional("when", WrittenForms.CONDITION, "A condition in CEL; always unless written.");
    private static final Field<Verdict.AskRule> ASK = Field.optional("ask", ASK_RULE, "People decide.");
    private static final Field<String> DENY =
            Field.optional("deny", WrittenForms.TEXT, "It does not happen; the text says what to do instead.");
    private static final Field<Boolean> ALLOW =
            Field.optional("allow", new TrueShape(), "It happens, if the agent is granted it.");
    static final Shape<RuleDefinition> RULE = MappingShape.of(
                    List.of(ID, ON, WHEN, ASK, DENY, ALLOW),
                    fields -> new RuleDefinition(
                            fields.need(ID), fields.need(ON), fields.get(WHEN), verdict(fields), fields.at()))
            .exactlyOne(List.of(Set.of("ask"), Set.of("deny"), Set.of("allow")));

    private static final Field<String> TEST_AGENT = Field.required("agent", WrittenForms.NAME, "Who tries.");
    private static final Field<Map<String, Object>> EFFECT =
            Field.required("effect", FreeShape.table(), "What is tried; the key tool names it.");
    private static final Field<String> ENV = Field.optional("env", WrittenForms.NAME, "The environment it happens in.");
    private static final Field<String> STEP = Field.optional("step", WrittenForms.NAME, "The step it happens in.");
    private static final Field<Boolean> TAINTED = Field.optional(
            "tainted", WrittenForms.FLAG, "Whether the run has read what nobody vouches for; false unless written.");
    private static final Field<PolicyTest.Expectation> EXPECT =
            Field.required("expect", ChoiceShape.of(PolicyTest.Expectation.class), "What the policy must say.");
    private static final Shape<PolicyTest> TEST = MappingShape.of(
                    List.of(TEST_AGENT, EFFECT, ENV, STEP, TAINTED, EXPECT),
                    fields -> new PolicyTest(
                            fields.need(TEST_AGENT),
                            fields.need(EFFECT),
                            fields.get(ENV),
                            fields.get(STEP),
                            fields.get(TAINTED, false),
                            fields.need(EXPECT),
                            fields.at()))
            .checked((fields, test) -> {
                if (!(test.effect().get("tool") instanceof String)) {
                    fields.problem(EFFECT, "needs the key `tool`, such as `fs.write`");
                }
            });

    private static final Field<Map<String, AgentGrant>> AGENTS =
            Field.optional("agents", TableShape.of(WrittenForms.NAME, GRANT), "What each agent is granted.");
    private static final Field<PolicyScope> EVERYONE =
            Field.optional("everyone", ScopeForms.BOUNDS, "What no agent goes beyond, whatever it is granted.");
    private static final Field<Map<String, PolicyScope>> ENVIRONMENTS = Field.optional(
            "environments", TableShape.of(WrittenForms.NAME, ScopeForms.SCOPE), "What holds in an environment.");
    private static final Field<Map<String, PolicyScope>> STEPS =
            Field.optional("steps", TableShape.of(WrittenForms.NAME, ScopeForms.SCOPE), "What holds in a step.");
    private static final Field<List<RuleDefinition>> RULES = Field.optional(
            "rules", ListShape.of(RULE), "Tighter than the grants; deny is stronger than ask, ask than allow.");
    private static final Field<List<PolicyTest>> TESTS =
            Field.optional("tests", ListShape.of(TEST), "What the policy promises about itself.");

    static final FileShape<PolicyDefinition> SHAPE = new FileShape<>(
            Kind.POLICY,
            MappingShape.of(
                    List.of(WrittenForms.kind(Kind.POLICY), AGENTS, EVERYONE, ENVIRONMENTS, STEPS, RULES, TESTS),
                    fields -> new PolicyDefinition(
                            fields.get(AGENTS, Map.of()),
                            fields.get(EVERYONE),
                            fields.get(ENVIRONMENTS, Map.of()),
                            fields.get(STEPS, Map.of()),
                            fields.get(RULES, List.of()),
                            fields.get(TESTS, List.of()),
                            fields.source())),
            PolicyFile::check);

    private PolicyFile() {}

    private static AgentGrant.Injection injection(Fields fields) {
        String header = fields.need(INJECTED_AS);
        int colon = header.indexOf(':');
        return new AgentGrant.Injection(
                fields.need(INJECTED),
                fields.need(INJECTED_TO),
                fields.get(INJECTED_OVER, AgentGrant.Injection.Scheme.HTTPS),
                fields.get(INJECTED_INTO, List.of("GET", "HEAD")),
                header.substring(0, colon),
                header.substring(colon + 1).strip());
    }

    private static Verdict verdict(Fields fields) {
        Verdict.@Nullable AskRule ask = fields.get(ASK);
        if (ask != null) {
            return ask;
        }
        String reason = fields.get(DENY);
        return reason == null ? new Verdict.AllowRule() : new Verdict.DenyRule(reason);
    }

    private static void check(YamlNode.Mapping root, Reading reading) {
        Map<String, Position> seen = new HashMap<>();
        checkRules(root, seen, reading);
        for (String scopes : List.of("environments", "steps")) {
            if (root.value(scopes).orElse(null) instanceof YamlNode.Mapping named) {
                for (YamlNode.Entry scope : named.entries()) {
                    if (scope.value() instanceof YamlNode.Mapping mapping) {
                        checkRules(mapping, seen, reading);
                    }
                }
            }
        }
    }

    /** A decision names a rule, so no two have one name. */
    private static void checkRules(YamlNode.Mapping of, Map<String, Position> seen, Reading reading) {
        if (of.value("rules").orElse(null) instanceof YamlNode.Sequence rules) {
            for (YamlNode rule : rules.items()) {
                if (rule instanceof YamlNode.Mapping mapping
                        && mapping.value("id").orElse(null) instanceof YamlNode.Scalar id) {
                    Position first = seen.putIfAbsent(id.text(), id.at());
                    if (first != null) {
                        reading.problem(
                                id.at(),
                                "duplicate rule " + Reading.shown(id.text()) + ", first on line " + first.line());
                    }
                }
            }
        }
    }
}
