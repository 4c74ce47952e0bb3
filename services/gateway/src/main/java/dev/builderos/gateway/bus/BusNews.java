package dev.builderos.gateway.bus;

import dev.builderos.bus.Envelope;
import dev.builderos.bus.Transport;
import dev.builderos.contracts.Contract;
import dev.builderos.contracts.ContractJson;
import dev.builderos.contracts.MalformedMessage;
import dev.builderos.contracts.OrgId;
import dev.builderos.contracts.Requester;
import dev.builderos.contracts.policy.PolicyContracts;
import dev.builderos.contracts.runner.RunnerContracts;
import dev.builderos.gateway.api.ApprovalView;
import dev.builderos.gateway.api.FactRecord;
import dev.builderos.gateway.usecase.Line;
import dev.builderos.gateway.usecase.LiveNews;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/**
 * Hears the live events of all runs once for this process and tells those streams that follow the run. A message is read
 * only when somebody listens.
 */
@ApplicationScoped
class BusNews implements LiveNews {
    private static final Logger LOG = Logger.getLogger(BusNews.class);

    private final Listeners<RunOf, List<FactRecord>> facts = new Listeners<>();
    private final PacedLines<RunOf> lines = new PacedLines<>(Infrastructure.getDefaultWorkerPool());
    private final Listeners<OrgId, ApprovalView> approvals = new Listeners<>();
    private final Transport transport;

    BusNews(Transport transport) {
        this.transport = transport;
    }

    private record RunOf(OrgId org, String run) {}

    @Override
    public Subscription facts(Requester requester, String run, Consumer<List<FactRecord>> listener) {
        return facts.add(new RunOf(requester.org(), run), listener);
    }

    @Override
    public Subscription lines(Requester requester, String run, BiConsumer<String, List<Line>> listener) {
        return lines.add(new RunOf(requester.org(), run), listener);
    }

    @Override
    public Subscription approvals(Requester requester, Consumer<ApprovalView> listener) {
        return approvals.add(requester.org(), listener);
    }

    @Override
    public Subscription missed(Runnable listener) {
        return transport.whenCutOff(listener)::run;
    }

    @Incoming("gateway-run-advanced")
    void runAdvanced(Envelope message) {
        RunOf run = new RunOf(message.subject().org(), message.subject().entity());
        if (facts.has(run)) {
            read(
                    message,
                    read(RunnerContracts.RUN_ADVANCED),
                    news -> facts.tell(
                            run,
                            news.facts().stream()
                                    .map(fact -> Translation.to(FactRecord.class, fact))
                                    .toList()));
        }
    }

    @Incoming("gateway-log-appended")
    void logAppended(Envelope message) {
        RunOf run = new RunOf(message.subject().org(), message.subject().entity());
        if (lines.has(run)) {
            read(message, LinesOnTheBus::appended, news -> lines.tell(run, news));
        }
    }

    @Incoming("gateway-approval-changed")
    void approvalChanged(Envelope message) {
        OrgId org = message.subject().org();
        if (approvals.has(org)) {
            read(
                    message,
                    read(PolicyContracts.APPROVAL_CHANGED),
                    news -> approvals.tell(org, Translation.to(ApprovalView.class, news)));
        }
    }

    private static <T> Function<byte[], T> read(Contract<T> contract) {
        return body -> ContractJson.read(body, contract.type());
    }

    /** What cannot be read is left out here; the streams find it in the history. */
    private static <T> void read(Envelope message, Function<byte[], T> reading, Consumer<T> then) {
        T news;
        try {
            news = reading.apply(message.body());
        } catch (MalformedMessage malformed) {
            LOG.warnf("live message not understood subject=%s id=%s", message.subject(), message.id());
            return;
        }
        then.accept(news);
    }
}
