// Something that works for ever.
setInterval(() => console.log(`${new Date().toISOString()} process ${process.pid} is at work`), 1000);
