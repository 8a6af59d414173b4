/** Stands in for `@vscode/native-watchdog`: the extension host also looks for its parent by itself, each second. */
module.exports = {
  start() {},
  /** @param {number} [code] */
  exit(code) {
    process.exit(code ?? 0);
  },
};
