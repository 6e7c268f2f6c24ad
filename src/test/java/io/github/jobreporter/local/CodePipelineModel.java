package io.github.jobreporter.local;

import io.github.jobreporter.local.Shape.Choice;
import io.github.jobreporter.local.Shape.Structure;
import io.github.jobreporter.local.Shape.Text;
import io.github.jobreporter.local.Shape.Timestamp;
import io.github.jobreporter.local.Shape.Whole;
import java.util.List;
import java.util.Map;

/** The third-party-job requests of the service model {@code codepipeline-2015-07-09}. */
final class CodePipelineModel {

    private static final Text JOB_ID = new Text(1, 512);
    private static final Text CLIENT_TOKEN = new Text(1, 256);
    private static final Text EXTERNAL_EXECUTION_ID = new Text(1, 1500);

    static final Structure SUCCESS_RESULT =
            new Structure(
                    List.of("jobId", "clientToken"),
                    Map.of(
                            "jobId", JOB_ID,
                            "clientToken", CLIENT_TOKEN,
                            "currentRevision",
                                    new Structure(
                                            List.of("revision", "changeIdentifier"),
                                            Map.of(
                                                    "revision", new Text(1, 1500),
                                                    "changeIdentifier", new Text(1, 100),
                                                    "created", new Timestamp(),
                                                    "revisionSummary", new Text(1, 2048))),
                            "continuationToken", new Text(1, 2048),
                            "executionDetails",
                                    new Structure(
                                            List.of(),
                                            Map.of(
                                                    "summary", new Text(1, 2048),
                                                    "externalExecutionId", EXTERNAL_EXECUTION_ID,
                                                    "percentComplete", new Whole(0, 100)))));

    static final Structure FAILURE_RESULT =
            new Structure(
                    List.of("jobId", "clientToken", "failureDetails"),
                    Map.of(
                            "jobId", JOB_ID,
                            "clientToken", CLIENT_TOKEN,
                            "failureDetails",
                                    new Structure(
                                            List.of("type", "message"),
                                            Map.of(
                                                    "type",
                                                            new Choice(
                                                                    List.of(
                                                                            "JobFailed",
                                                                            "ConfigurationError",
                                                                            "PermissionError",
                                                                            "RevisionOutOfSync",
                                                                            "RevisionUnavailable",
                                                                            "SystemUnavailable")),
                                                    "message", new Text(1, 5000),
                                                    "externalExecutionId",
                                                            EXTERNAL_EXECUTION_ID))));

    private CodePipelineModel() {}
}
