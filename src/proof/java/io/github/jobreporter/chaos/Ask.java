package io.github.jobreporter.chaos;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.jobreporter.local.http.RecordedCall;

/**
 * What a completion event asks of CodePipeline.
 *
 * @param request as it must arrive, cut to its limits, without the client token
 * @param entitled whether its credential is the job's
 */
record Ask(String operation, ObjectNode request, boolean entitled) {

    static final String SUCCESS = "PutThirdPartyJobSuccessResult";
    static final String FAILURE = "PutThirdPartyJobFailureResult";

    /** Whether a request, whoever may send it, is this. */
    boolean isThatOf(TroubledRequest troubled) {
        return operation.equals(troubled.operation()) && request.equals(troubled.request());
    }

    /** Whether a call, which CodePipeline accepted, is this. */
    boolean isThatOf(RecordedCall accepted) {
        ObjectNode arrived = accepted.request().deepCopy();
        arrived.remove("clientToken");
        return entitled && operation.equals(accepted.operation()) && request.equals(arrived);
    }
}
