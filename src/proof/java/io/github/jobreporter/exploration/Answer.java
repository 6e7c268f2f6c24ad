package io.github.jobreporter.exploration;

import io.github.jobreporter.completion.PipelineAnswer;
import io.github.jobreporter.completion.TokenLookup;
import java.util.Optional;

/** What a delivery learns of its {@link Call}. */
sealed interface Answer {

    /** It is done. */
    record Done() implements Answer {}

    /** It is not done, and the service says so. */
    record Refused() implements Answer {}

    /** Nothing came back. */
    record NoReply() implements Answer {}

    /** Nothing came back, and the SDK sends it again. */
    record SentAgain() implements Answer {}

    /**
     * The write's condition does not hold.
     *
     * @param late whether this delivery's clock is past the item's lease
     */
    record ConditionFailed(Optional<Item> stored, boolean late) implements Answer {}

    /** CodePipeline's answer to a result. */
    record Said(PipelineAnswer answer) implements Answer {}

    /**
     * CodePipeline says that the job is not in progress.
     *
     * @param oldEnough whether the event was old enough to presume a report when it was sent
     */
    record NotInProgress(boolean oldEnough) implements Answer {}

    /** Whether the event is too old to be retried for what is wrong with it. */
    record Age(boolean tooOld) implements Answer {}

    /** The token store's answer. */
    record Found(TokenLookup lookup) implements Answer {}
}
