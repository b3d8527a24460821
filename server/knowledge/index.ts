export { type Article, readArticle } from './article.ts'
export { readShortAnswers } from './read-short-answers.ts'
