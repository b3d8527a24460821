export { type Article, readArticle } from './article.ts'
