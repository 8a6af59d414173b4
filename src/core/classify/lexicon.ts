/**
 * Families of words that the labelling guide (docs/labelling-guide.md) speaks of. Each family is one
 * feature of the model; the phrase is what a person reads when it weighed. A member is one to four
 * words as `tokens.ts` stems them; the model, not this list, decides what a family means.
 */
import { combine, hashText } from '../model/hash.ts';
import { stem, tokenize } from './tokens.ts';

export interface WordFamily {
  readonly feature: string;
  readonly phrase: string;
  readonly members: string;
}

export const wordFamilies: readonly WordFamily[] = [
  // Layout, style and prose
  {
    feature: 'layout',
    phrase: 'speaks of layout',
    members:
      'format|reformat|indent|indentation|prettier|prettify|beautify|pretty print|whitespace|white space|trailing space|trailing comma|line length|line break|blank line|empty line|newline|new line|one line|single line|one liner|multi line|multiline|multiple line|wrap line|long line|tab|double quote|single quote|semicolon|autoformat|auto format|tidy|tidy up|formatter|code style|align|casing|upper case|uppercase|lower case|lowercase|title case|snake case|camel case',
  },
  {
    feature: 'lint',
    phrase: 'speaks of lint',
    members:
      'lint|linter|eslint|tslint|stylelint|flake8|ruff|black|isort|pylint|rubocop|pre commit|precommit|clippy|pep8|pep 8|pycodestyle|style guide|unused import|unused variable|lint error|lint warning|biome|checkstyle|ktlint|gofmt|rustfmt|organize import|import order|trailing whitespace|code smell',
  },
  {
    feature: 'sorting',
    phrase: 'asks for an order',
    members:
      'sort|alphabetical|alphabetically|alphabetical order|alphabetize|reorder|order by|in order|ascending|descending|group the import|group by|sort import|order of',
  },
  {
    feature: 'comments',
    phrase: 'asks for comments or docstrings',
    members:
      'comment|docstring|doc string|jsdoc|xmldoc|javadoc|tsdoc|phpdoc|doxygen|document this|document the|document it|document each|document all|document every|annotate|comment out|inline comment|code comment|add documentation|write documentation|generate documentation|add comment|doc comment|header comment|docblock',
  },
  {
    feature: 'documents',
    phrase: 'speaks of documents',
    members:
      'readme|read me|changelog|change log|doc|documentation|release note|wiki|contributing|claude md|agents md|md file|markdown file|table of content|section|paragraph|heading|frontmatter|description|wording|mention that|mention in|todo md|license|guide|tutorial|rule|rule file|cursor rule|instruction|worklog|note',
  },
  {
    feature: 'updateDocuments',
    phrase: 'asks to update a document',
    members:
      'update readme|update the readme|update changelog|update the changelog|update doc|update the doc|update documentation|update the documentation|update our doc|update todo|edit the readme|fix the readme|readme file|readme update|in the readme|to the readme|in readme|to readme|of the readme|readme say|the doc|the rule|in the doc|to the doc|to the changelog|update the rule|update the comment|update the description|mention|rewrite the section|add a section|add section',
  },
  {
    feature: 'prose',
    phrase: 'asks about wording',
    members:
      'rephrase|reword|rewrite this sentence|paraphrase|grammar|grammatical|spelling|spell check|typo|misspell|proofread|translate|translation|into english|in english|to english|to german|to french|to spanish|to chinese|to russian|to japanese|in chinese|in russian|in german|in french|in spanish|shorten|concise|more formal|more professional|professional|tone|polish|sentence|email|cover letter|resume|summary|essay|linkedin|make it sound|clearer|easier to read|readable|readability',
  },
  {
    feature: 'syntaxError',
    phrase: 'reports a syntax error',
    members:
      'syntaxerror|syntax error|unexpected token|unexpected end|unexpected indent|unexpected identifier|unexpected character|indentationerror|indentation error|missing semicolon|missing bracket|missing brace|missing parenthesis|missing comma|missing quote|closing brace|closing bracket|closing tag|unterminated|unclosed|unmatched|parse error|parseerror|parsing error|expected a semicolon|invalid syntax|invalid character|invalid token|expression expected|statement expected|declaration or statement expected|declaration expected|expected expression|identifier expected|malformed|malformatted|mismatched|extra bracket|extra brace|missing closing|eof while|unexpected eof',
  },
  {
    feature: 'table',
    phrase: 'asks for a table or list',
    members:
      'table|in a table|as a table|table format|tabular|markdown|markdown table|markdown format|bullet|bullet point|bulleted|as json|json format|as csv|csv format|code block|copy paste|excel|column|spreadsheet|numbered list|as a list|into a list|in the format|this format|following format|same format',
  },
  // New code, questions, looking things up
  {
    feature: 'git',
    phrase: 'speaks of version control',
    members:
      'commit|push|pull request|pr|merge|branch|rebase|stash|git|tag|github|gitlab|gitignore|cherry pick|checkout|diff|worktree|upstream|origin|main branch|squash|commit message|open a pr|create a pr|merge conflict|gh',
  },
  {
    feature: 'run',
    phrase: 'asks to run something',
    members:
      'run|rerun|execute|install|deploy|start|launch|restart|npm|pip|docker|command|terminal|shell|bash|powershell|cli|server|build it|compile|run the|run it|run test|run all|spin up|publish|release it|ssh',
  },
  {
    feature: 'explain',
    phrase: 'asks for an explanation',
    members:
      'explain|describe|summarize|summary|tell me|what do|what does|what is|what are|whats|meaning|mean|understand|difference between|difference|clarify|walk me through|how do|how does|how come|elaborate|in simple term|what happen|remind me|curious',
  },
  {
    feature: 'howTo',
    phrase: 'asks how to do something',
    members:
      'how to|how do i|how can i|how can we|how do we|how would i|how should i|is there a way|is there any way|is it possible|can i|can we|what the best way|example of|give an example|show me how|what command|which command|where can i|where do i|where is|where are|is there a|are there any|does it|do we|do i|do you|is it|is this|is that|are we|are you|did you|have you|was it|what about|who|which',
  },
  {
    feature: 'showMe',
    phrase: 'asks to see something',
    members:
      'show me|show|list|give me|give|print|display|output|provide|send me|share|let me see|i want to see|list all|list the|what file|which file|find|find all|search|look up|look for|look at|locate|check|check if|check whether|read|see if|fetch|get',
  },
  {
    feature: 'create',
    phrase: 'asks for something new',
    members:
      'create|write|generate|implement|make a|make an|make me|new|add|add a|add an|build a|build an|build me|develop|code for|script|write a|write me|create a|create an|set up|setup|scaffold|boilerplate|introduce|include|support|add support|put|insert|append|implement a|provide a|code to|function that|program that|script that|class that',
  },
  {
    feature: 'tests',
    phrase: 'speaks of tests',
    members:
      'test|unit test|test case|coverage|pytest|jest|vitest|mock|integration test|e2e|playwright|cypress|regression test|test suite|write test|add test|more test|fixture|assertion|spec file|unittest|mocha|test file|test for',
  },
  {
    feature: 'config',
    phrase: 'speaks of configuration',
    members:
      'config|configuration|env|environment variable|yaml|yml|dockerfile|docker compose|package json|tsconfig|makefile|workflow|github action|ci|pipeline|settings|json file|toml|requirement|dependency|dependency version|version|env var|secret',
  },
  {
    feature: 'completeCode',
    phrase: 'asks to complete code',
    members:
      'complete the|complete this|fill in|fill out|finish the|finish this|the rest|rest of|autocomplete|implement this|implement the|todo|missing part|missing method|missing function|body|stub|continue the code|full code|complete code|whole code|entire code|the code',
  },
  {
    feature: 'data',
    phrase: 'speaks of data or queries',
    members:
      'sql|query|select|database|db|table name|dataframe|pandas|csv|excel|column|row|json|api|endpoint|request|response|regex|vba|macro|formula|chart|plot|graph|scrape|parse|extract|download|upload',
  },
  // Changing what exists
  {
    feature: 'change',
    phrase: 'asks to change what is there',
    members:
      'change|modify|update|adjust|alter|edit|switch|set|make it|make the|make this|make sure|increase|decrease|reduce|improve|tweak|enhance|rework|redo|revise|apply|turn|turn into|change the|change it|change to|update the|update it|set the|make them|make these|allow|enable|extend|expand|let make|limit|should be|should have|needs to|need to be|have it|keep',
  },
  {
    feature: 'restructure',
    phrase: 'asks to restructure code',
    members:
      'refactor|extract|move|split|break apart|break up|break out|inline|deduplicate|duplicate|duplication|modular|modularize|restructure|reorganize|separate|clean|clean up|cleanup|simplify|consolidate|dry|decouple|abstract|abstraction|reuse|factor out|combine|unify|pull out|wrap|generalize|into a method|into a function|into a separate|into separate|own file|separate file|helper function|helper|encapsulate|pass|instead of',
  },
  {
    feature: 'rename',
    phrase: 'asks to rename',
    members: 'rename|renamed|change the name|name it|call it|should be called|new name|be named',
  },
  {
    feature: 'remove',
    phrase: 'asks to remove something',
    members:
      'remove|delete|drop|get rid|get rid of|strip|disable|hide|skip|ignore|no longer|stop|take out|not needed|dont need|unnecessary|redundant|useless|without|eliminate|clear|exclude|omit|prune|kill|unused|dead code',
  },
  {
    feature: 'replace',
    phrase: 'asks to replace or convert',
    members:
      'replace|convert|migrate|port|rewrite|instead|swap|switch to|switch from|use instead|upgrade|downgrade|transform|translate to python|to typescript|to javascript|to python|to java|to rust|to go|to kotlin|to swift|to async|to use|use the|use a|rather than|change from|convert to|convert this|move to|migrate to|port to|into python|in python|into c|from python|equivalent|not use|do not use',
  },
  {
    feature: 'fix',
    phrase: 'asks to fix something',
    members:
      'fix|fixed|fix it|fix this|fix the|fix these|solve|resolve|repair|correct|debug|patch|address|troubleshoot|bug|issue|problem|bugfix|hotfix|fix all|please fix|can you fix|handle|deal with|address these|address the',
  },
  {
    feature: 'error',
    phrase: 'speaks of an error',
    members:
      'error|exception|traceback|stack trace|typeerror|valueerror|keyerror|attributeerror|importerror|modulenotfounderror|nameerror|referenceerror|runtimeerror|nullpointerexception|segfault|segmentation fault|undefined|nan|not defined|not found|cannot find|cant find|cannot read|failed|failed to|failing|fail|fails|failure|crash|denied|404|500|403|401|warning|getting error|get error|get this error|getting this|got this|i get|im getting|error message|gives error|invalid|assertion|unhandled|uncaught|is not assignable|does not exist|no such file',
  },
  {
    feature: 'symptom',
    phrase: 'describes a symptom',
    members:
      'not working|doesnt work|isnt working|does not work|is not working|not work|wont|wont work|didnt work|did not work|stopped working|nothing happen|wrong|incorrect|missing|blank|empty|broken|broke|stuck|hang|hanging|not showing|not show|doesnt show|not display|not appear|not being|isnt being|is not|are not|doesnt|does not|not loading|not updating|not correct|not right|supposed to|expected|unexpected|weird|strange|disappear|overlap|too big|too small|too slow|cut off|never|no longer work|but it|but the|but when|but i|however|unable to|cant|cannot|couldnt|seems to|seem to|looks like|it look|only show|keeps|problem with|acting up',
  },
  {
    feature: 'behaviour',
    phrase: 'says how it should behave',
    members:
      'should|should not|shouldnt|should be|should only|should also|must|must not|only|always|when the user|when i|when user|when there|by default|default|if the|if there|if it|unless|also|both|same as|like the|similar to|matching|match|as well|want it to|i want it|need it to|need the|want the|it should|they should|we should|dont want|i dont want|i would like',
  },
  {
    feature: 'appearance',
    phrase: 'speaks of looks',
    members:
      'button|color|colour|css|font|layout|margin|padding|center|centered|style|styling|background|header|footer|mobile|responsive|icon|width|height|hover|dark mode|theme|border|size|bigger|smaller|larger|logo|image|animation|modal|popup|dropdown|menu|navbar|sidebar|tooltip|screen|page|ui|ux|left side|right side|top|bottom|scroll|visible|gradient|shadow|div|html|tab|card|grid|text color|placeholder',
  },
  {
    feature: 'undo',
    phrase: 'asks to undo',
    members:
      'revert|undo|restore|roll back|rollback|put back|put it back|go back|back to|previous version|bring back|undo that|undo the|as it was|like before|before the change|reset',
  },
  // Design and planning
  {
    feature: 'plan',
    phrase: 'asks for a plan',
    members:
      'plan|planning|plan for|a plan|the plan|make a plan|create a plan|detailed plan|implementation plan|migration plan|test plan|refactoring plan|plan to|plan out|roadmap|road map|milestone|phase|phased|next step|step by step plan|strategy|approach|timeline|outline|blueprint|rollout|before we begin|before implementing|before coding|before you start|dont implement|do not implement|no code yet|dont write code|dont code|todo list|prioritize|priority',
  },
  {
    feature: 'design',
    phrase: 'asks for a design',
    members:
      'design|design doc|design document|design a|design an|design the|architecture|architect|architectural|system design|high level|data model|schema design|database design|class diagram|sequence diagram|er diagram|diagram|uml|use case|domain model|api design|design pattern|structure of|how should we structure|project structure|folder structure|directory structure|file structure|structured|organize|organization|organized|separation of concern|microservice|monolith|module boundary|scalable|scalability|component|layer|workflow|data flow|dataflow|framework|system|requirement|adr|rfc',
  },
  {
    feature: 'specification',
    phrase: 'speaks of a specification',
    members:
      'spec|specification|prd|product requirement|requirement|user story|user stories|acceptance criteria|feature spec|tech spec|technical spec|functional requirement|non functional|proposal|scope|deliverable|brief',
  },
  {
    feature: 'tasks',
    phrase: 'speaks of tasks or tickets',
    members:
      'task|a task|create task|create a task|new task|task list|subtask|sub task|break down|break it down|breakdown|breaking down|backlog|ticket|issue for|create issue|create an issue|github issue|epic|story point|sprint|action item|todo|jira|bead|beads|tracker|work item|follow up task|add a task|make a task|task spec|list of task',
  },
  {
    feature: 'wholeSystem',
    phrase: 'speaks of the whole system',
    members:
      'entire codebase|whole codebase|the codebase|codebase|code base|entire project|whole project|full project|the project|this project|my project|entire app|whole app|full app|entire repo|whole repo|the repo|this repo|repository|entire application|whole application|entire system|whole system|from scratch|end to end|full stack|fullstack|complete app|complete application|complete project|all the file|all file|across the|across all|big picture|overall|everything|all module|every module|all component|production ready|the system|the app|the whole|the entire',
  },
  {
    feature: 'tradeoff',
    phrase: 'weighs alternatives',
    members:
      'trade off|tradeoff|pros and cons|pro and con|compare|comparison|versus|vs|alternative|option|options|recommend|recommendation|suggest|suggestion|best approach|best way|better way|best practice|best option|better to|which is better|which one|should we|should i|do you think|what do you think|your thought|thought on|thoughts|your opinion|opinion|advice|advise|make sense|does it make sense|would it be better|would it make|would you|how should|how would you|how would|how should we|why not|is it worth|worth|evaluate|assess|consider|considering|decide|decision|propose|proposal|idea|ideas|brainstorm|rethink|reconsider|step back|think about|thinking about|wondering|feasible|rationale|justify|concern|im not sure|not sure|or should|or maybe|what if|discuss|lets discuss|lets think|let talk|lets talk|agree|disagree|critique|feedback|honest',
  },
  {
    feature: 'review',
    phrase: 'asks for a review',
    members:
      'review|code review|audit|analyze|analyse|analysis|assess|inspect|evaluate|critique|investigate|examine|study|go through|look through|look over|deep dive|gap|gaps|findings|improvement|areas for improvement|weakness|quality|maintainability|technical debt|tech debt|review the|review this|review my|review all|analyze the|health|suggest improvement|what can be improved|what is missing|whats missing',
  },
  {
    feature: 'application',
    phrase: 'asks to build an application',
    members:
      'web app|webapp|web application|mobile app|desktop app|application|app that|app which|an app|a app|website|web site|platform|saas|full stack|dashboard|game|chatbot|bot|system that|management system|plugin|extension|portal|marketplace|ecommerce|e commerce|online store|social network|clone|like youtube|mvp|prototype|project idea|new project|start a project|build a project|app for|site for|backend|back end|frontend|front end|login|database',
  },
  // What deserves thought
  {
    feature: 'think',
    phrase: 'asks to think hard',
    members:
      'ultrathink|think hard|think harder|think carefully|think deeply|think more|carefully|careful|thorough|thoroughly|think|deep|deeply|reason|reasoning|in depth|in detail|detailed|comprehensive|comprehensively|rigorous|strict|exhaustive|double check|meticulous|precise|step by step|take your time|all aspect|fully',
  },
  {
    feature: 'again',
    phrase: 'says it still fails',
    members:
      'still|again|same error|same issue|same problem|same thing|same result|still not|still no|still getting|still get|still have|still does|still doesnt|still the|still fail|still broken|still same|keeps|keep getting|once more|one more time|nope|no luck|not fixed|didnt fix|didnt help|did not help|no change|no difference|nothing changed|not yet|still an issue|tried|i tried|ive tried|already tried|try again|that didnt|that did not|you broke|broke|even after|even though|third time|second time|keep failing|youre wrong|you are wrong|incorrect|not what i|i said|i told you|i asked|another error|new error|now i get|now it|now getting|back again|worse|yet again|remains|persists|persist',
  },
  {
    feature: 'rootCause',
    phrase: 'looks for a cause',
    members:
      'root cause|investigate|figure out|find out why|find out|debug|diagnose|why is|why are|why does|why do|why did|why was|whats causing|what caused|what is causing|cause of|reason for|the reason|how come|intermittent|intermittently|flaky|flakey|sometimes|randomly|random|occasionally|timeout|timed out|time out|hang|freeze|deadlock|leak|memory leak|slow|slower|performance|bottleneck|latency|track down|trace|reproduce|suspect|mystery|mysterious|confused|confusing|something is wrong|somewhere|inconsistent|seems like|logs|regression',
  },
  {
    feature: 'security',
    phrase: 'mentions security',
    members:
      'security|secure|vulnerability|vulnerable|exploit|injection|xss|csrf|sanitize|unsanitized|encrypt|encryption|decrypt|auth|authentication|authorization|oauth|jwt|token|permission|privilege|secret|credential|password|access control|rbac|cors|tls|ssl|certificate|hash|signature|private key|public key|leak|expose|attack|attacker|malicious|sandbox|untrusted|trusted|privacy|gdpr|compliance',
  },
  {
    feature: 'money',
    phrase: 'mentions payments or money',
    members:
      'payment|paypal|stripe|billing|invoice|checkout|refund|subscription|pricing|transaction|currency|ledger|balance|bank|wallet|trading|trade|stock|portfolio|crypto|bitcoin|financial|finance|tax|payroll|accounting|order book|backtest|profit|risk|loss',
  },
  {
    feature: 'dataLoss',
    phrase: 'puts data at stake',
    members:
      'data loss|lose data|lost data|corrupt|corruption|backup|backups|production|prod|migration|migrate the|database migration|drop table|rollback|roll back|destructive|irreversible|live data|production database|staging|history rewrite|force push|data integrity|integrity|consistency|consistent|idempotent|atomic|atomicity|transactional|recover|recovery|disaster',
  },
  {
    feature: 'concurrency',
    phrase: 'mentions concurrency',
    members:
      'race condition|race|concurrent|concurrency|concurrently|thread|threading|threads|multithread|multi thread|thread safe|mutex|lock|locking|semaphore|deadlock|async|asynchronous|parallel|parallelize|queue|worker|goroutine|channel|event loop|distributed|synchronization|synchronize|simultaneous|simultaneously|at the same time|multiple process|websocket|real time|realtime|streaming|stream|retry|backoff|rate limit',
  },
  {
    feature: 'mathematics',
    phrase: 'mentions mathematics',
    members:
      'math|mathematical|mathematics|equation|formula|matrix|matrices|probability|statistic|statistical|regression|derivative|integral|theorem|proof|prove|linear algebra|vector|eigenvalue|gradient|fourier|geometry|geometric|interpolation|polynomial|variance|standard deviation|correlation|bayesian|monte carlo|distribution|differential|numerical|calculus|quaternion|trigonometry|coordinates|projection|angle|velocity|physics|simulation|simulate|kinematics|quantum|matlab|mathematica|optimization',
  },
  {
    feature: 'algorithm',
    phrase: 'mentions an algorithm',
    members:
      'algorithm|complexity|time complexity|big o|optimize|optimise|optimization|optimal|efficient|efficiently|efficiency|faster|speed up|dynamic programming|recursion|recursive|graph|tree|binary tree|shortest path|dijkstra|a star|search tree|backtracking|heuristic|genetic algorithm|constraint|solver|scheduling|clustering|neural network|machine learning|deep learning|reinforcement learning|lstm|cnn|transformer|gan|classifier|train a|train the|training|model|prediction|predict|loss function|hyperparameter|fine tune|embedding|computer vision|opencv|yolo|compiler|parser|interpreter|encryption algorithm|compression|hashing|sorting algorithm|pathfinding|minimax|chess|sudoku|puzzle|leetcode|knapsack|signal processing|fft|kalman',
  },
  {
    feature: 'manyPlaces',
    phrase: 'touches many places',
    members:
      'across|everywhere|throughout|all file|all the file|multiple file|several file|each file|every file|both|all of|each of|every|all|multiple|several|integrate|integration|end to end|backward compatible|backwards compatible|backward compatibility|consistent|consistently|in sync|sync|interact|interaction|frontend and backend|client and server|all test|all place|other place|as well as|along with|and then|then|after that|finally|first|second|third|also',
  },
  {
    feature: 'verify',
    phrase: 'asks to verify',
    members:
      'verify|verification|validate|double check|confirm|make sure|ensure|edge case|correctness|correct|sanity check|check that|test that|cross check|compare|reconcile|blocking|blocker|regression|parity|fully verify|prove|guarantee|safe|safely|robust|robustness|reliable|reliability',
  },
  {
    feature: 'constraint',
    phrase: 'sets limits',
    members:
      'do not|dont|must not|never|without breaking|without changing|keep the|leave|only|nothing else|no other|dont change|do not change|dont touch|do not touch|dont break|minimal|as is|stay|unchanged|preserve|instead|avoid|stop there|before committing|wait|for now|not yet',
  },
  // Conversation
  {
    feature: 'goAhead',
    phrase: 'says go ahead',
    members:
      'yes|yep|yeah|yup|ok|okay|sure|go ahead|go on|continue|proceed|do it|do that|do this|please do|sounds good|looks good|lgtm|keep going|carry on|next|agreed|perfect|great|correct|lets do|lets go|lets do it|alright|cool|nice|good|fine|try again|please continue|move on|go for it|as you suggest|option a|option b|option 1|option 2',
  },
  {
    feature: 'thanks',
    phrase: 'says thanks or hello',
    members:
      'thank|thanks|thank you|hi|hello|hey|good morning|good job|well done|awesome|excellent|sorry|lol|bye|who are you|how are you|are you there|ping',
  },
  {
    feature: 'refusal',
    phrase: 'says no',
    members:
      'no|nope|wrong|not that|not what|stop|wait|dont|never mind|nevermind|actually|hmm|why did you|why are you|you didnt|you forgot|you missed|you should have|you removed|you changed|you deleted|you broke',
  },
];

/** Words of the longest member. */
export const longestMember = 4;

/** From the hash of a member's stems to the families it belongs to. */
const familyIndex: ReadonlyMap<number, readonly number[]> = indexFamilies();

function indexFamilies(): Map<number, number[]> {
  const index = new Map<number, number[]>();
  for (const [position, family] of wordFamilies.entries()) {
    for (const member of family.members.split('|')) {
      const hash = tokenize(member)
        .map(stem)
        .map((word) => hashText(word))
        .reduce(combine, 0);
      const known = index.get(hash) ?? [];
      if (!known.includes(position)) known.push(position);
      index.set(hash, known);
    }
  }
  return index;
}

/** Families of the words whose hashed stems were combined, in order, from 0 into `hash`. */
export function familiesOf(hash: number): readonly number[] | undefined {
  return familyIndex.get(hash);
}
