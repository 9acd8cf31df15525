// A subscriber that is not this project's, at a hub that may call loopback; by hand, for CI has no npm.
//
//     npm install --prefix FOLDER pubsubhubbub@1.0.2
//     NODE_PATH=FOLDER/node_modules node npm-pubsubhubbub.js HUB TOPIC
//
// Prints a line for what comes to it, and ends with 0 after the first delivery, with 1 when there is none within a minute.
// Without a secret: the package sends the hub another one than it checks signatures by.
'use strict';

const [hub, topic] = process.argv.slice(2);
const subscriber = require('pubsubhubbub').createServer({ callbackUrl: '' });

subscriber.on('listen', () => {
    subscriber.callbackUrl = `http://127.0.0.1:${subscriber.server.address().port}/callback`;
    subscriber.subscribe(topic, hub, error => error && end(1, `refused: ${error.message} ${error.responseBody || ''}`));
});
subscriber.on('subscribe', data => console.log(`subscribed to ${data.topic} until ${new Date(data.lease * 1000).toISOString()}`));
subscriber.on('denied', data => end(1, `denied: ${data.topic}`));
subscriber.on('feed', data => end(0, `delivery of ${data.topic}, ${data.feed.length} bytes`));
subscriber.listen(0, '127.0.0.1');
setTimeout(() => end(1, 'nothing came'), 60000);

function end(status, words) {
    console.log(words);
    setTimeout(() => process.exit(status), 100); // the delivery's answer leaves first
}
