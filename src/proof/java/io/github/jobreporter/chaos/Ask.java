package io.github.jobreporter.chaos;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.jobreporter.local.http.RecordedCall;

/**
 * The call to CodePipeline that a completion event asks for.
 *
 * @param request the expected request, cut to its limits, without the client token
 * @param entitled whether its credential belongs to the job
 */
record Ask(String operation, ObjectNode request, boolean entitled) {

    static final String SUCCESS = "PutThirdPartyJobSuccessResult";
    static final String FAILURE = "PutThirdPartyJobFailureResult";

    /** Whether a request is this one, regardless of its credential. */
    boolean isThatOf(TroubledRequest troubled) {
        return operation.equals(troubled.operation()) && request.equals(troubled.request());
    }

    /** Whether an accepted call is this one. */
    boolean isThatOf(RecordedCall accepted) {
        ObjectNode arrived = accepted.request().deepCopy();
        arrived.remove("clientToken");
        return entitled && operation.equals(accepted.operation()) && request.equals(arrived);
    }
}
