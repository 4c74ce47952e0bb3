package dev.builderos.gateway.http;

import dev.builderos.contracts.ContractException;
import dev.builderos.contracts.ErrorCategory;
import dev.builderos.gateway.usecase.Identity;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.container.ContainerRequestContext;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.SimpleResourceInfo;

/** Stands before every operation: methods of resources are called as their operations are. */
class RightsFilter {
    private static final String ENVIRONMENT = "environment";

    private final Rights rights;

    RightsFilter(Rights rights) {
        this.rights = rights;
    }

    @ServerRequestFilter
    public void demand(SimpleResourceInfo operation, ContainerRequestContext request, RoutingContext context) {
        String name = operation.getMethodName();
        if (rights.forAnybody(name)) {
            return;
        }
        Identity identity = RequestCaller.of(context);
        String environment = request.getUriInfo().getPathParameters().getFirst(ENVIRONMENT);
        if (identity == null || !rights.permits(identity.role(), name, environment)) {
            throw new ContractException(
                    Rights.NOT_PERMITTED,
                    ErrorCategory.DENIED,
                    identity == null
                            ? "this takes somebody who is known"
                            : "a " + identity.role().title() + " of "
                                    + identity.requester().org() + " may not do this (" + name
                                    + (environment == null ? "" : " in " + environment) + ")");
        }
    }
}
