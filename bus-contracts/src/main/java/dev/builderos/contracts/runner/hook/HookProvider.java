package dev.builderos.contracts.runner.hook;

/** Who sends, which says how a delivery shows that it is genuine. */
public enum HookProvider {
    /** {@code X-Hub-Signature-256} over the body. */
    GITHUB,
    /** {@code X-Gitlab-Token}, which is the secret itself. */
    GITLAB,
    /** {@code webhook-signature} over id, time and body, as standardwebhooks.com has it. */
    STANDARD,
    /** {@code X-Signature-256} or {@code X-Hub-Signature-256} over the body, whoever sends. */
    HMAC
}
