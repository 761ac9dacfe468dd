// One of the two workers of the floors.
import init, * as floor from '../target/bench/floor/floor.js';

await init();
addEventListener('message', async ({ data: { name, part } }) => postMessage(await floor[name](part)));
postMessage('ready');
