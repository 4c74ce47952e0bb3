/**
 * Deployments on this machine, for environments with {@code deploy: local}: the tools {@code deploy.preview}, {@code
 * deploy.release} and {@code deploy.rollback}.
 *
 * <p>Terms: a <em>release</em> is one commit, exported, with the command that serves it; the <em>live</em> release is the one
 * an environment serves; a <em>service</em> is its running process tree, confined by the sandbox and independent of the
 * server's life; an <em>operation</em> is one performance of an effect, remembered by its idempotency key; to <em>settle</em>
 * an operation that was interrupted is to finish it, or to undo it.
 *
 * <p>Layout below the state directory: {@code <project>/<environment>/} holds {@code state.json} (the record), {@code
 * releases/<n>-<commit>} (exported files) and {@code services/<n>-<commit>} (identity and output of the service).
 *
 * <p>Arrows: knows {@code dev.builderos.connectors}, {@code dev.builderos.connectors.git} and {@code dev.builderos.sandbox}.
 */
@NullMarked
package dev.builderos.connectors.deploy;

import org.jspecify.annotations.NullMarked;
