package dev.builderos.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.builderos.contracts.Contract;
import dev.builderos.contracts.ContractError;
import dev.builderos.contracts.ContractException;
import dev.builderos.contracts.ErrorCategory;
import dev.builderos.contracts.MalformedMessage;
import dev.builderos.contracts.OrgId;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BusRequestsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Contract.Request<Text, Text> ASK =
            new Contract.Request<>("test", 1, Contract.Kind.QUERY, "ask", Text.class, Text.class);

    private final LocalTransport transport = new LocalTransport(new RememberedParking(), Redelivery.STANDARD);
    private final BusRequests requests = new BusRequests(
            new DirectEmitter(
                    message -> ChannelMessage.send(transport, Message.of(message.getPayload(), message.getMetadata()))),
            Clock.systemUTC());

    record Text(String text) {}

    @AfterEach
    void close() {
        transport.close();
    }

    private void serving(Reply reply) {
        transport
                .serve(ASK.stem(), 8)
                .subscribe()
                .with(delivery -> transport.reply(String.valueOf(delivery.replyAddress()), reply));
    }

    private Text ask(Duration deadline) {
        return requests.ask(ASK, new OrgId("local"), "all", new Text("hello"), deadline)
                .await()
                .atMost(PATIENCE);
    }

    @Test
    void readsTheAnswer() {
        serving(new Reply.Answer("{\"text\":\"hi\"}".getBytes(StandardCharsets.UTF_8)));

        assertThat(ask(PATIENCE)).isEqualTo(new Text("hi"));
    }

    @Test
    void failsWithTheOtherSidesError() {
        ContractError error = ContractError.of("test.no", ErrorCategory.DENIED, "not for you");
        serving(new Reply.Refusal(error));

        assertThatThrownBy(() -> ask(PATIENCE))
                .isInstanceOfSatisfying(
                        ContractException.class,
                        failure -> assertThat(failure.error()).isEqualTo(error));
    }

    @Test
    void failsOnAnAnswerThatIsNone() {
        serving(new Reply.Answer("[]".getBytes(StandardCharsets.UTF_8)));

        assertThatThrownBy(() -> ask(PATIENCE)).isInstanceOf(MalformedMessage.class);
    }

    @Test
    void failsAtTheDeadline() {
        Received<Delivery> server = Received.from(transport.serve(ASK.stem(), 8));

        assertThatThrownBy(() -> ask(Duration.ofMillis(20)))
                .isInstanceOf(BusUnavailable.class)
                .hasMessageContaining("within 20 ms");
        assertThat(server.next().attempt()).isEqualTo(1);
    }

    @Test
    void failsWhenNobodyServes() {
        assertThatThrownBy(() -> ask(PATIENCE)).isInstanceOf(BusUnavailable.class);
    }
}
