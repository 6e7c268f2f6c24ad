package io.github.jobreporter.local.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Optional;

/**
 * One call in an endpoint's journal, which is in the order of the endpoint's decisions.
 *
 * @param at when the call arrived
 * @param subject the id of the job, or the name of the secret
 * @param request with client tokens masked
 * @param status what the endpoint decided, whether or not the reply reached the caller
 * @param accepted the endpoint did what was asked
 * @param fault what was ordered for this call
 */
public record RecordedCall(
        Instant at,
        String operation,
        String subject,
        ObjectNode request,
        int status,
        Optional<String> errorType,
        Optional<String> errorMessage,
        boolean accepted,
        Optional<Fault> fault) {}
