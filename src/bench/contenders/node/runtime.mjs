// The loop of AWS's Node runtime: initialise, then next, handler, response.
import { Agent, request } from "node:http";
import { pathToFileURL } from "node:url";

const agent = new Agent({ keepAlive: true, maxSockets: 1 });
const [hostname, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(":");

const call = (method, path, body) =>
  new Promise((resolve, reject) => {
    const headers = body === undefined ? {} : { "Content-Length": Buffer.byteLength(body) };
    const sent = request(
      { agent, hostname, port, method, path: `/2018-06-01/runtime${path}`, headers },
      async (response) => {
        const chunks = [];
        for await (const chunk of response) {
          chunks.push(chunk);
        }
        resolve({ headers: response.headers, body: Buffer.concat(chunks).toString() });
      },
    );
    sent.on("error", reject);
    sent.end(body);
  });

const failure = (e) => JSON.stringify({ errorType: e.name, errorMessage: e.stack });

let handler;
try {
  ({ handler } = await import(pathToFileURL(`${process.env.LAMBDA_TASK_ROOT}/index.mjs`)));
} catch (e) {
  await call("POST", "/init/error", failure(e));
  throw e;
}
for (;;) {
  const next = await call("GET", "/invocation/next");
  const awsRequestId = next.headers["lambda-runtime-aws-request-id"];
  try {
    const answer = await handler(JSON.parse(next.body), { awsRequestId });
    await call("POST", `/invocation/${awsRequestId}/response`, JSON.stringify(answer));
  } catch (e) {
    await call("POST", `/invocation/${awsRequestId}/error`, failure(e));
  }
}
