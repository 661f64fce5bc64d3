/** What the processes of the test run need to read TypeScript is no business of programs that tests start. */
delete process.env.NODE_OPTIONS;
delete process.env.TSX_TSCONFIG_PATH;
