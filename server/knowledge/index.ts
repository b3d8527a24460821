export { type Article, readArticle } from './article.ts'
export { readArticles, shortAnswersOf } from './read-articles.ts'
export { articleSuggestions, type SuggestArticles, type SuggestedArticle } from './suggest-articles.ts'
