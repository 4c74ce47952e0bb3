package dev.builderos.gateway.api;

import org.jspecify.annotations.Nullable;

/**
 * The part of {@link GatewayClient} that brings runs and prompt versions from one server to another; what it says of errors and threads holds here
 * too. What a run names is sent first, then the run is brought.
 */
public final class RemoteClient {
    /** Bytes of one piece at most. */
    public static final int PIECE_BYTES = 512 * 1024;

    /** How many prompt versions are compared at once, at most. */
    public static final int PROMPTS_COMPARED = 1_000;

    /** How many prompt versions are read or brought at once, at most. */
    public static final int PROMPTS_AT_ONCE = 200;

    /** Bytes of the texts of prompts that are read or brought at once, at most. A prompt alone has no more than half of it. */
    public static final int PROMPT_BYTES = 2 * 1024 * 1024;

    private static final String PROMPTS = "/v1/prompts/";
    private static final String CONTENTS = "/v1/contents/";

    private final GatewayClient gateway;

    public RemoteClient(GatewayClient gateway) {
        this.gateway = gateway;
    }

    /**
     * What a run that is over names, and how large it is.
     *
     * @param after {@link ContentList#next} of the page before; null for the first page
     */
    public ContentList contents(String run, @Nullable String after) {
        return gateway.get(path(run) + "/contents" + GatewayClient.query("after", after), ContentList.class);
    }

    /** Which of these have to be sent; the others stay for a day at least. */
    public MissingContents missingContents(ContentDigests digests) {
        return gateway.post(CONTENTS + "missing", digests, GatewayClient.newKey(), MissingContents.class);
    }

    /**
     * Sends a content, or a piece of one.
     *
     * @param bytes at most {@link #PIECE_BYTES}
     */
    public ContentKept putContent(String digest, byte[] bytes) {
        return gateway.sendBytes("PUT", CONTENTS + GatewayClient.segment(digest), bytes, ContentKept.class);
    }

    /** Makes a content of pieces that were sent. */
    public ContentKept joinContent(String digest, ContentPieces pieces) {
        return gateway.post(
                CONTENTS + GatewayClient.segment(digest) + "/join", pieces, GatewayClient.newKey(), ContentKept.class);
    }

    /** Has a run taken; when this returns, all of it is there, durably. */
    public RunBrought bringRun(String run, BringRun how) {
        return gateway.post(path(run) + "/bring", how, GatewayClient.newKey(), RunBrought.class);
    }

    /**
     * A page of prompt versions, without their texts.
     *
     * @param name only versions of this prompt; null for all
     * @param after {@link PromptVersionList#next} of the page before; null for the first page
     */
    public PromptVersionList promptVersions(@Nullable String name, @Nullable String after) {
        return gateway.get(
                PROMPTS + "versions" + GatewayClient.query("name", name, "after", after), PromptVersionList.class);
    }

    /** What prompt versions say; at most {@link #PROMPTS_AT_ONCE}, and {@link #PROMPT_BYTES} in all. */
    public PromptTextList promptTexts(PromptKeys versions) {
        return gateway.post(PROMPTS + "texts", versions, GatewayClient.newKey(), PromptTextList.class);
    }

    /** Which of these have to be sent; at most {@link #PROMPTS_COMPARED}. */
    public MissingPrompts missingPrompts(PromptDigests versions) {
        return gateway.post(PROMPTS + "missing", versions, GatewayClient.newKey(), MissingPrompts.class);
    }

    /**
     * Has prompt versions registered; when this returns, those that were taken are there, durably.
     *
     * @param prompts at most {@link #PROMPTS_AT_ONCE}, and {@link #PROMPT_BYTES} in all
     */
    public PromptsBrought bringPrompts(BringPrompts prompts) {
        return gateway.post(PROMPTS + "bring", prompts, GatewayClient.newKey(), PromptsBrought.class);
    }

    private static String path(String run) {
        return "/v1/runs/" + GatewayClient.segment(run);
    }
}
