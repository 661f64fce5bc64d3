module.exports = () => require('./packed').remove();
