// The job of com.example.JobResultHandler, as it is usually written for Node.
import {
  CodePipelineClient,
  PutThirdPartyJobSuccessResultCommand,
} from "@aws-sdk/client-codepipeline";
import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  PutItemCommand,
} from "@aws-sdk/client-dynamodb";

const codePipeline = new CodePipelineClient({});
const dynamoDb = new DynamoDBClient({});
const TableName = process.env.LEDGER_TABLE_NAME;

const item = (jobId, status) => ({ jobId: { S: jobId }, status: { S: status } });

const log = (level, message, context, more) =>
  console.log(
    JSON.stringify({
      level,
      message,
      timestamp: new Date().toISOString(),
      service: process.env.POWERTOOLS_SERVICE_NAME,
      function_request_id: context.awsRequestId,
      ...more,
    }),
  );

const count = (metrics) =>
  console.log(
    JSON.stringify({
      _aws: {
        Timestamp: Date.now(),
        CloudWatchMetrics: [
          {
            Namespace: process.env.POWERTOOLS_METRICS_NAMESPACE,
            Dimensions: [["Service"]],
            Metrics: Object.keys(metrics).map((Name) => ({ Name, Unit: "Count" })),
          },
        ],
      },
      Service: process.env.POWERTOOLS_SERVICE_NAME,
      ...metrics,
    }),
  );

async function report({ jobId, clientToken }, context) {
  try {
    await dynamoDb.send(
      new PutItemCommand({
        TableName,
        Item: item(jobId, "REPORTING"),
        ConditionExpression: "attribute_not_exists(jobId)",
      }),
    );
  } catch (e) {
    if (e instanceof ConditionalCheckFailedException) {
      log("INFO", "The completion was reported before", context, { jobId });
      return;
    }
    throw e;
  }
  await codePipeline.send(new PutThirdPartyJobSuccessResultCommand({ jobId, clientToken }));
  await dynamoDb.send(new PutItemCommand({ TableName, Item: item(jobId, "REPORTED") }));
  log("INFO", "The completion is reported", context, { jobId });
}

export async function handler(event, context) {
  const batchItemFailures = [];
  for (const { messageId, body } of event.Records) {
    try {
      await report(JSON.parse(body), context);
    } catch (e) {
      log("ERROR", "The completion could not be reported", context, { error: String(e) });
      batchItemFailures.push({ itemIdentifier: messageId });
    }
  }
  const failed = batchItemFailures.length;
  count({ Reported: event.Records.length - failed, Failed: failed });
  return { batchItemFailures };
}
