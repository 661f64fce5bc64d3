/** Text of users, such that it stays text in GitHub-flavoured Markdown. */
export const plain = (text: string): string => text.replace(/[\\`*_[\]<>|#&~]/g, (character) => `\\${character}`).replace(/\s+/g, ' ');
