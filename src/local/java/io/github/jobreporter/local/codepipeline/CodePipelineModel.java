package io.github.jobreporter.local.codepipeline;

import io.github.jobreporter.local.http.Shape;
import io.github.jobreporter.local.http.Shape.Choice;
import io.github.jobreporter.local.http.Shape.ListOf;
import io.github.jobreporter.local.http.Shape.MapOf;
import io.github.jobreporter.local.http.Shape.Structure;
import io.github.jobreporter.local.http.Shape.Text;
import io.github.jobreporter.local.http.Shape.Timestamp;
import io.github.jobreporter.local.http.Shape.Whole;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The third-party-job operations of the service model {@code codepipeline-2015-07-09}. */
public final class CodePipelineModel {

    /**
     * @param errors that the operation answers, besides those common to all of AWS
     */
    record Operation(Structure input, Structure output, Set<String> errors) {

        Operation {
            errors = Set.copyOf(errors);
        }
    }

    static final String POLL = "PollForThirdPartyJobs";
    static final String DETAILS = "GetThirdPartyJobDetails";
    static final String ACKNOWLEDGE = "AcknowledgeThirdPartyJob";
    static final String SUCCESS = "PutThirdPartyJobSuccessResult";
    static final String FAILURE = "PutThirdPartyJobFailureResult";

    private static final String UUID =
            "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";

    public static final Text JOB_ID = new Text(1, 512);
    public static final Text CLIENT_ID = Text.matching(UUID);
    public static final Text CLIENT_TOKEN = new Text(1, 256);

    private static final Text NONCE = new Text(1, 50);
    private static final Text EXTERNAL_EXECUTION_ID = new Text(1, 1500);
    private static final Text REVISION = new Text(1, 1500);
    private static final Text CONTINUATION_TOKEN = new Text(1, 2048);
    private static final Text NAME_IN_PIPELINE = new Text(1, 100).and("[A-Za-z0-9.@\\-_]+");

    public static final Structure ACTION_TYPE =
            all(
                    Map.of(
                            "category",
                                    Choice.of(
                                            "Source",
                                            "Build",
                                            "Deploy",
                                            "Test",
                                            "Invoke",
                                            "Approval",
                                            "Compute"),
                            "owner", Choice.of("AWS", "ThirdParty", "Custom"),
                            "provider", new Text(1, 35).and("[0-9A-Za-z_-]+"),
                            "version", new Text(1, 9).and("[0-9A-Za-z_-]+")));

    public static final MapOf CONFIGURATION = new MapOf(new Text(1, 50), new Text(1, 1000));

    private static final Structure CURRENT_REVISION =
            new Structure(
                    List.of("revision", "changeIdentifier"),
                    Map.of(
                            "revision", REVISION,
                            "changeIdentifier", new Text(1, 100),
                            "created", new Timestamp(),
                            "revisionSummary", new Text(1, 2048)));

    private static final Structure EXECUTION_DETAILS =
            none(
                    Map.of(
                            "summary", new Text(1, 2048),
                            "externalExecutionId", EXTERNAL_EXECUTION_ID,
                            "percentComplete", new Whole(0, 100)));

    private static final Structure FAILURE_DETAILS =
            new Structure(
                    List.of("type", "message"),
                    Map.of(
                            "type",
                            Choice.of(
                                    "JobFailed",
                                    "ConfigurationError",
                                    "PermissionError",
                                    "RevisionOutOfSync",
                                    "RevisionUnavailable",
                                    "SystemUnavailable"),
                            "message",
                            new Text(1, 5000),
                            "externalExecutionId",
                            EXTERNAL_EXECUTION_ID));

    private static final Structure PIPELINE_CONTEXT =
            none(
                    Map.of(
                            "pipelineName", NAME_IN_PIPELINE,
                            "stage", none(Map.of("name", NAME_IN_PIPELINE)),
                            "action",
                                    none(
                                            Map.of(
                                                    "name",
                                                    NAME_IN_PIPELINE,
                                                    "actionExecutionId",
                                                    Text.ANY)),
                            "pipelineArn",
                                    Text.matching("arn:aws(-[\\w]+)*:codepipeline:.+:[0-9]{12}:.+"),
                            "pipelineExecutionId", Text.matching(UUID)));

    private static final Structure ARTIFACT =
            none(
                    Map.of(
                            "name", new Text(1, 100).and("[a-zA-Z0-9_\\-]+"),
                            "revision", REVISION,
                            "location",
                                    none(
                                            Map.of(
                                                    "type", Choice.of("S3"),
                                                    "s3Location",
                                                            all(
                                                                    Map.of(
                                                                            "bucketName", Text.ANY,
                                                                            "objectKey",
                                                                                    Text.ANY))))));

    private static final Structure JOB_DATA =
            none(
                    Map.of(
                            "actionTypeId",
                            ACTION_TYPE,
                            "actionConfiguration",
                            none(Map.of("configuration", CONFIGURATION)),
                            "pipelineContext",
                            PIPELINE_CONTEXT,
                            "inputArtifacts",
                            new ListOf(ARTIFACT),
                            "outputArtifacts",
                            new ListOf(ARTIFACT),
                            "artifactCredentials",
                            all(
                                    Map.of(
                                            "accessKeyId", Text.ANY,
                                            "secretAccessKey", Text.ANY,
                                            "sessionToken", Text.ANY)),
                            "continuationToken",
                            CONTINUATION_TOKEN,
                            "encryptionKey",
                            all(Map.of("id", new Text(1, 400), "type", Choice.of("KMS")))));

    public static final Map<String, Operation> OPERATIONS =
            Map.of(
                    POLL,
                    new Operation(
                            new Structure(
                                    List.of("actionTypeId"),
                                    Map.of(
                                            "actionTypeId",
                                            ACTION_TYPE,
                                            "maxBatchSize",
                                            new Whole(1, Integer.MAX_VALUE))),
                            none(
                                    Map.of(
                                            "jobs",
                                            new ListOf(
                                                    none(
                                                            Map.of(
                                                                    "clientId", CLIENT_ID,
                                                                    // A UUID in the model; whoever
                                                                    // makes a local job may name it
                                                                    // as an input may.
                                                                    "jobId", JOB_ID))))),
                            Set.of("ValidationException", "ActionTypeNotFoundException")),
                    DETAILS,
                    new Operation(
                            all(Map.of("jobId", JOB_ID, "clientToken", CLIENT_TOKEN)),
                            none(
                                    Map.of(
                                            "jobDetails",
                                            none(
                                                    Map.of(
                                                            "id", JOB_ID,
                                                            "data", JOB_DATA,
                                                            "nonce", NONCE)))),
                            Set.of(
                                    "ValidationException",
                                    "JobNotFoundException",
                                    "InvalidClientTokenException",
                                    "InvalidJobException")),
                    ACKNOWLEDGE,
                    new Operation(
                            all(
                                    Map.of(
                                            "jobId", JOB_ID,
                                            "nonce", NONCE,
                                            "clientToken", CLIENT_TOKEN)),
                            none(
                                    Map.of(
                                            "status",
                                            Choice.of(
                                                    "Created",
                                                    "Queued",
                                                    "Dispatched",
                                                    "InProgress",
                                                    "TimedOut",
                                                    "Succeeded",
                                                    "Failed"))),
                            Set.of(
                                    "ValidationException",
                                    "JobNotFoundException",
                                    "InvalidClientTokenException",
                                    "InvalidNonceException")),
                    SUCCESS,
                    result(
                            new Structure(
                                    List.of("jobId", "clientToken"),
                                    Map.of(
                                            "jobId", JOB_ID,
                                            "clientToken", CLIENT_TOKEN,
                                            "currentRevision", CURRENT_REVISION,
                                            "continuationToken", CONTINUATION_TOKEN,
                                            "executionDetails", EXECUTION_DETAILS))),
                    FAILURE,
                    result(
                            all(
                                    Map.of(
                                            "jobId", JOB_ID,
                                            "clientToken", CLIENT_TOKEN,
                                            "failureDetails", FAILURE_DETAILS))));

    private CodePipelineModel() {}

    static Operation operation(String name) {
        return Objects.requireNonNull(OPERATIONS.get(name), name);
    }

    private static Operation result(Structure input) {
        return new Operation(
                input,
                none(Map.of()),
                Set.of(
                        "ValidationException",
                        "JobNotFoundException",
                        "InvalidClientTokenException",
                        "InvalidJobStateException"));
    }

    /** A structure with every member required. */
    private static Structure all(Map<String, Shape> members) {
        return new Structure(members.keySet().stream().sorted().toList(), members);
    }

    /** A structure with no member required. */
    private static Structure none(Map<String, Shape> members) {
        return new Structure(List.of(), members);
    }
}
