package io.github.jobreporter.chaos;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A request for a job that got no definite answer on the wire.
 *
 * @param operation of CodePipeline or of DynamoDB
 * @param request without the client token
 */
record TroubledRequest(String jobId, String operation, ObjectNode request) {

    static TroubledRequest toCodePipeline(String operation, ObjectNode body) {
        ObjectNode request = body.deepCopy();
        request.remove("clientToken");
        return new TroubledRequest(request.path("jobId").asText(), operation, request);
    }

    static TroubledRequest toTheLedger(String operation, ObjectNode body) {
        return new TroubledRequest(LedgerWrite.of(body).jobId(), operation, body);
    }
}
