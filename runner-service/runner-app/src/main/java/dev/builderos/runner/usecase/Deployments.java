package dev.builderos.runner.usecase;

import dev.builderos.connectors.ConnectorFailure;
import dev.builderos.connectors.deploy.LocalDeployments;
import dev.builderos.contracts.ContractException;
import dev.builderos.contracts.ErrorCategory;
import dev.builderos.contracts.runner.DeploymentList;
import dev.builderos.contracts.runner.ListDeployments;
import dev.builderos.contracts.runner.StopDeployment;
import jakarta.enterprise.context.ApplicationScoped;

/** What is deployed by this runner's connectors. Blocking; for virtual threads. */
@ApplicationScoped
public class Deployments {
    private final LocalDeployments local;

    Deployments(LocalDeployments local) {
        this.local = local;
    }

    public DeploymentList list(ListDeployments query) {
        try {
            return local.history(query.project());
        } catch (ConnectorFailure failure) {
            throw unreadable(failure);
        }
    }

    /** Stops what serves in an environment; its releases stay listed. */
    public DeploymentList stop(StopDeployment command) {
        try {
            if (!local.stop(command.project(), command.environment())) {
                throw new ContractException(
                        "deployment.none",
                        ErrorCategory.NOT_FOUND,
                        "nothing of " + command.project() + " is running in " + command.environment());
            }
            return local.history(command.project());
        } catch (ConnectorFailure failure) {
            throw unreadable(failure);
        }
    }

    private static ContractException unreadable(ConnectorFailure failure) {
        return new ContractException(
                "deployment.unreadable", ErrorCategory.INTERNAL, String.valueOf(failure.getMessage()));
    }
}
