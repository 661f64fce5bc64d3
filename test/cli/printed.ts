/** What the test that runs has printed on standard output, which nobody sees then. For the top of a suite. */
export function catchPrinted(): { text: string } {
  const printed = { text: '' };
  let spy: jest.SpyInstance;
  beforeEach(() => {
    printed.text = '';
    spy = jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
      printed.text += text;
      return true;
    });
  });
  afterEach(() => spy.mockRestore());
  return printed;
}
