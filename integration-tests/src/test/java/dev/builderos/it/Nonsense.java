package dev.builderos.it;

import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.Message;
import io.nats.client.impl.Headers;
import io.nats.client.impl.NatsMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Somebody who has the place of the policy service on the bus, and answers questions for decisions with what is no decision. */
final class Nonsense implements AutoCloseable {
    static final int KINDS = 6;

    private static final String QUESTIONS = "builderos.policy.v1.cmd.decide-effect.>";
    private static final String NEARLY = """
            {"verdict":"%s","ruleId":"agent-grant","sentence":"of course","effectDigest":"sha256:%s","policyDigest":"sha256:%s"}""";
    private static final int LONG = 7 * 1024 * 1024;

    private final Connection nats;
    private final AtomicInteger told = new AtomicInteger();

    private Nonsense(Connection nats) {
        this.nats = nats;
    }

    static Nonsense of(ClusterMembers members) throws IOException, InterruptedException {
        Nonsense nonsense = new Nonsense(members.nats("policy"));
        Dispatcher dispatcher = nonsense.nats.createDispatcher(nonsense::answer);
        dispatcher.subscribe(QUESTIONS, "policy");
        return nonsense;
    }

    int told() {
        return told.get();
    }

    private void answer(Message question) {
        String other = "0".repeat(64);
        switch (told.getAndIncrement() % KINDS) {
            case 0 -> send(question, null, "ALLOW");
            case 1 -> send(question, "answer", "}{ALLOW");
            case 2 -> send(question, "answer", NEARLY.formatted("MAYBE", other, other));
            case 3 -> send(question, "answer", NEARLY.formatted("ALLOW", other, other)); // of another effect
            case 4 -> send(question, "refusal", "[]");
            default -> send(question, "answer", " ".repeat(LONG));
        }
    }

    private void send(Message question, @Nullable String kind, String body) {
        Headers headers = new Headers();
        if (kind != null) {
            headers.put("builderos-reply", kind);
        }
        nats.publish(NatsMessage.builder()
                .subject(question.getReplyTo())
                .headers(headers)
                .data(body.getBytes(StandardCharsets.UTF_8))
                .build());
    }

    @Override
    public void close() {
        ClusterMembers.close(nats);
    }
}
