// Sends a file with tus-js-client, as a browser would, and says how far it is. It goes on by itself when the server is gone
// for a while.
const { readFileSync } = require('node:fs');
const { createRequire } = require('node:module');

const [packages, url, ticket, file, chunk] = process.argv.slice(2);
const tus = createRequire(packages + '/')('tus-js-client');
const say = (what, value) => process.stdout.write(`${what} ${value}\n`);

const upload = new tus.Upload(readFileSync(file), {
  endpoint: url,
  headers: { 'Upload-Ticket': ticket },
  chunkSize: Number(chunk),
  // A minute, in the end.
  retryDelays: Array.from({ length: 60 }, (_, n) => Math.min(1000, 100 * (n + 1))),
  onAfterResponse: (request, response) => say(`answer ${request.getMethod()}`, response.getStatus()),
  onProgress: (sent) => say('sent', sent),
  onError: (error) => { say('failed', error.message.replaceAll('\n', ' ')); process.exit(1); },
  onSuccess: () => say('done', upload.url),
});
upload.start();
