// Reads the reports of test runs (vitest's JSON), prints each failed test with its first lines, and counts the first run.
import { readFileSync } from "node:fs";

/** Lines of a failure that are shown: enough for the message and the place. */
const shownLines = 12;

/** The names and the messages of what failed in one report. */
function findFailures(report) {
  return report.testResults.flatMap((file) => {
    const failed = file.assertionResults.filter((test) => test.status === "failed");
    // A file that could not be loaded has no test to blame.
    if (file.status === "failed" && file.assertionResults.length === 0) {
      return [{ name: file.name, message: file.message }];
    }
    return failed.map((test) => ({
      name: `${file.name} > ${test.fullName}`,
      message: test.failureMessages.join("\n"),
    }));
  });
}

/** One report as it is counted. No report is a failure too: nobody shall read "0 failed" where nothing ran. */
function readReport(path) {
  try {
    const report = JSON.parse(readFileSync(path, "utf8"));
    return { passed: report.numPassedTests, failures: findFailures(report) };
  } catch (error) {
    return { passed: 0, failures: [{ name: path, message: `the tests left no report: ${error.message}` }] };
  }
}

const reports = process.argv.slice(2).map(readReport);
for (const { name, message } of reports.flatMap((report) => report.failures)) {
  process.stdout.write(`failed: ${name}\n`);
  process.stdout.write(`${message.split("\n").slice(0, shownLines).join("\n")}\n`);
}
const [first] = reports;
process.stdout.write(`${first.passed} passed, ${first.failures.length} failed\n`);
