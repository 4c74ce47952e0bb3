/**
 * What a connector is: the one way in which BuilderOS touches a world outside a run's workspace (git remotes, deployments,
 * running services).
 *
 * <p>Terms: a <em>tool</em> is what a pipeline or an agent may ask for ({@code deploy.release}); <em>preparing</em> turns
 * that request into an {@link dev.builderos.contracts.effect.Effect}, which names everything that matters (commit, port,
 * remote), so that its digest covers it; policy judges and people approve that effect; <em>performing</em> does exactly
 * it; <em>looking up</em> answers, after a crash, whether it was done.
 *
 * <p>Arrows: knows {@code dev.builderos.contracts} only. Connectors know this package and never each other's services; the
 * runner knows connectors through this package.
 */
@NullMarked
package dev.builderos.connectors;

import org.jspecify.annotations.NullMarked;
