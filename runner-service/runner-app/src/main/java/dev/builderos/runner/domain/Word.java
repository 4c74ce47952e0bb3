package dev.builderos.runner.domain;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.builderos.contracts.policy.ApprovalView;
import org.jspecify.annotations.Nullable;

/** What is said to a run that goes on. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "word")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Word.Cancel.class, name = "cancel"),
    @JsonSubTypes.Type(value = Word.Pause.class, name = "pause"),
    @JsonSubTypes.Type(value = Word.GoOn.class, name = "go-on"),
    @JsonSubTypes.Type(value = Word.Answered.class, name = "answered")
})
public sealed interface Word {
    record Cancel(String by, @Nullable String reason) implements Word {}

    record Pause(String by, @Nullable String reason) implements Word {}

    record GoOn(String by) implements Word {}

    /** An approval the run waits for has its last answer, or has expired. */
    record Answered(ApprovalView approval) implements Word {}
}
