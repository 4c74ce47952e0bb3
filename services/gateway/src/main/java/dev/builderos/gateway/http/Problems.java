package dev.builderos.gateway.http;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import dev.builderos.contracts.ContractError;
import dev.builderos.contracts.ContractException;
import dev.builderos.gateway.api.GatewayJson;
import dev.builderos.gateway.api.ProblemDetails;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Every error as problem details (RFC 9457). */
class Problems {
    static final String MEDIA_TYPE = "application/problem+json";

    private static final Logger LOG = Logger.getLogger(Problems.class);
    private static final String RETRY_AFTER_SECONDS = "1";

    @ServerExceptionMapper
    Response refused(ContractException refused) {
        ContractError error = refused.error();
        return response(new ProblemDetails(
                null, title(status(error)), status(error), error.message(), error.code(), error.problems(), null));
    }

    @ServerExceptionMapper
    Response notJson(JacksonException malformed) {
        if (malformed instanceof InvalidFormatException choice
                && choice.getTargetType().isEnum()
                && !choice.getPath().isEmpty()
                && choice.getPath().getLast().getFieldName() != null) {
            return refused(Params.noSuchChoice(
                    choice.getTargetType(), choice.getPath().getLast().getFieldName()));
        }
        return response(details(400, "request.malformed", "the body is not the JSON that this request takes"));
    }

    /** What the HTTP layer itself refuses: no such path, method, or media type. */
    @ServerExceptionMapper
    Response notServed(WebApplicationException refused) {
        int status = refused.getResponse().getStatus();
        if (refused.getCause() instanceof JacksonException malformed) {
            return notJson(malformed);
        }
        String code = "http." + title(status).toLowerCase(Locale.ROOT).replace(' ', '-');
        return response(details(status, code, title(status)));
    }

    @ServerExceptionMapper
    Response failed(Throwable failure) {
        String traceId = UUID.randomUUID().toString();
        LOG.errorf(failure, "request failed traceId=%s", traceId);
        return response(
                new ProblemDetails(null, title(500), 500, "the server's log says why", "internal", List.of(), traceId));
    }

    static ProblemDetails details(int status, String code, String detail) {
        return new ProblemDetails(null, title(status), status, detail, code, List.of(), null);
    }

    /** A request that makes no sense is 400; one whose content is wrong is 422. */
    static int status(ContractError error) {
        return switch (error.category()) {
            case INVALID -> error.code().startsWith("request.") ? 400 : 422;
            case DENIED -> error.code().equals("hook.unverified") ? 401 : 403;
            case NOT_FOUND -> 404;
            case CONFLICT -> 409;
            case GONE -> 410;
            case EXHAUSTED -> 429;
            case UNAVAILABLE -> 503;
            case INTERNAL -> 500;
        };
    }

    static String text(ProblemDetails problem) {
        return new String(GatewayJson.write(problem), StandardCharsets.UTF_8);
    }

    private static Response response(ProblemDetails problem) {
        var response = Response.status(problem.status())
                .header(HttpHeaders.CONTENT_TYPE, MEDIA_TYPE)
                .entity(text(problem));
        return (problem.status() == 503 || problem.status() == 429
                        ? response.header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS)
                        : response)
                .build();
    }

    private static String title(int status) {
        if (status == 422) {
            return "Unprocessable Content";
        }
        Response.Status known = Response.Status.fromStatusCode(status);
        return known == null ? "HTTP " + status : known.getReasonPhrase();
    }
}
