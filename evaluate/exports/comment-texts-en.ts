/**
 * English material of honest comments that their writers thought of themselves; see the Chinese
 * file.
 */
import { type Grammar, parts } from "./grammar.ts";

/** What a video of each theme shows, in the order of the Chinese themes. */
export const THEMES_EN: readonly (readonly string[])[] = [
  parts(
    `dough|chili|sauce|broth|knife work|wok|plating|garlic|oven|clay pot|scallions|rice|tofu|egg|noodles|
    steamer|cutting board|marinade|rolling pin|lid|crust|stock|caramel|griddle|dumpling fold`,
  ),
  parts(
    `road|guesthouse|beach|sunset|cable car|old town|train window|tent|mountain|market|ferry|stray dog|
    street food|tunnel|lookout|cobblestones|backpack|bus ride|lighthouse|lake|grassland|harbour|night sky|
    landlady|suitcase`,
  ),
  parts(
    `joint|wood|sandpaper|finish|clay|wheel|glaze|blueprint|glue|soldering|mold|drawer|scrap wood|chisel|
    table saw|brass|leather|stitching|dye|screws|base|sanding|grain|workbench|final piece`,
  ),
  parts(
    `intro|chorus|drums|bass line|harmony|guitar|lyrics|bridge|strings|mix|breath control|second verse|
    arrangement|keys|high note|falsetto|harmonica|this version|live take|tempo|backing track|mic|outro|
    humming|key change`,
  ),
  parts(
    `round|positioning|team fight|build|support|jungler|map|secret level|final boss|story line|save file|
    controller|frame rate|skin|comeback|ultimate|teammate|opening|easter egg|side quest|difficulty|timing|
    jump|vision|score`,
  ),
  parts(
    `screen|battery|cooling|keyboard|charger|lens|signal|stand|port|software|hinge|shutter|bezel|manual|box|
    sample shots|volume key|speaker|fan noise|firmware|benchmark|back cover|filter|cable|sensor`,
  ),
];

export const GRAMMAR_EN: Grammar = {
  who: parts(
    `my mom|my dad|my roommate|my boss|my girlfriend|my boyfriend|my sister|my little brother|grandma|
    my neighbour|my coach|a coworker|my kid|my landlord|my cat|my best friend|my wife|my husband|my teacher|
    the guy next to me|my cousin|our group chat|my uncle|the dog|a friend from class`,
  ),
  where: parts(
    `on the bus|in bed|at work|on the train|in the bathroom|in the library|at the gym|in a waiting room|
    at the airport|in the back of class|on night shift|in the kitchen|at the laundromat|on my lunch break|
    in the car|at a red light|at my desk|on the couch|in the dorm|in line for coffee`,
  ),
  when: parts(
    `at {n} in the morning|after work|right after finals|during a meeting|before bed|on a rainy day|
    on day {n} of vacation|while the baby naps|waiting for takeout|when I should be studying|
    during the blackout|on a Friday night|instead of sleeping|after a {n} hour shift|while cooking|
    between classes`,
  ),
  part: parts(
    `the opening|the ending|the bit at {mm}|that transition|the music|the subtitles|the thumbnail|
    the narration|that face at {mm}|the editing|the color|the camera work|the sound|that one line|
    the last ten seconds|the title|{mm} to {mm}|the slow motion|the close up|the background noise|
    the way the {obj} shows up`,
  ),
  good: parts(
    `is unreal|hits different|is so clean|got me|made my day|is weirdly soothing|deserves more views|
    is better than last time|made me hungry|made me cry a little|is peak|feels like a movie|
    was worth the wait|is underrated|lives in my head|is so honest|took real patience|reminds me of {year}|
    is the best part|is chef's kiss|sold me|had no right to be this good|cracked me up|is pure comfort|
    made {who} laugh too`,
  ),
  bad: parts(
    `felt rushed|was too quiet|lost me|could be shorter|made me dizzy|is tiny on my phone|felt forced|
    doesn't match the title|skipped a step|wasn't as good as last week|was kind of an ad|
    looked a bit yellow|is wrong I think|went on too long|is pricey|looked dangerous|needs more explaining|
    buried the voice|isn't for me|was the weak spot`,
  ),
  did: parts(
    `tried this|tried it {n} times|saved it and forgot|sent it to {who}|took {n} screenshots|
    bought the same one|rewound to {mm}|watched it at half speed|showed {who}|wrote it down|
    made it my wallpaper|put it on the big screen|spent all night on this|learned half of it|
    explained it to {who}`,
  ),
  result: parts(
    `it did not go well|it actually worked|I got yelled at|{who} banned me from trying again|
    nearly burned the place down|it cost me {big}|still fixing it|no regrets|my hands are shaking|
    I only got {part} right|looks nothing like it|turns out I don't own a {obj}|the neighbour knocked|
    {who} stole it|took {n} tries|everyone loved it|stuck on the {obj} now|back to square one|
    missed my stop|I'm late now`,
  ),
  opinion: parts(
    `{part} {good}|the {obj} {good}|that {obj} {good}|{part} {bad}|the {obj} {bad}|
    came for the {obj}, stayed for {part}|never thought a {obj} could look like this|
    the {obj} is the real main character|{part} and {part} both, wow|hot take: the {obj} {bad}|
    wish {part} was longer|only me or the {obj} {bad}|no one talks about how {part} {good}`,
  ),
  anecdote: parts(
    `watched this {where} {when}, {result}|I {did}, {result}|{who} walked by and asked about the {obj}|
    back in {year} I {did}, {result}|{who} says {part} {good}|laughed out loud {where}|
    found this {when} and {did}|did this for {n} years, the {obj} {good}|
    {who} insists the {obj} {bad}, we argued for {n} minutes|was going to sleep, then I {did}|
    no signal {where}, stuck at {mm}|bet {who} {n} bucks that {part} {good}|
    first saw a {obj} like that in {year}`,
  ),
  question: parts(
    `where did you get the {obj}|what's the song at {mm}|link for the {obj}|how much was the {obj}|
    can a beginner start with the {obj}|what is that at {mm}|what camera is this|why the {obj} twice|
    can I swap the {obj} for something else|how many days did it take|is that {who} at {mm}|
    what happened to the old {obj}|how long do you leave the {obj}|anyone else think the {obj} {bad}|
    is there a full tutorial|{obj} or {obj}, which one`,
  ),
  request: parts(
    `do one on the {obj} next|please make a {n} minute version|need a fails compilation of the {obj}|
    more {obj} please|upload faster, I'm {where}|post {part} as a wallpaper|let {who} be in the next one|
    bring back the {obj}`,
  ),
  fact: parts(
    `small correction, at {mm} it's the {obj}|you should rest the {obj} for {n} minutes first|
    we call the {obj} something else here|that {obj} is at least {n} years old|
    the {obj} only came out in {year}|continuity error at {mm}, the {obj} moved|local here, the {obj} {bad}|
    a {obj} was {big} last year, now double`,
  ),
  opener: parts(
    `honestly|ok but|lol|not gonna lie|wait|so|bro|idk why but|first time commenting|long time fan|
    the algorithm sent me|finally|help|sorry but|fun fact|real talk|at {mm}|me {when}|okay`,
  ),
  tail: parts(
    `lol|😂|👍|haha|love it|thanks for this|❤️|keep going|😭😭|no cap|cheers from {place}|subbed|lmao|wow|🔥|
    please reply|day {n} of asking|well done|respect|✨|anyway|:)|good luck|10/10|that's it`,
  ),
  place: parts(
    `the coast|up north|the other side of the world|a small town|a rainy island|the desert|night shift`,
  ),
  product: parts(
    `I have that {item}, {part} is fine but it {bad}|{item} owner for {n} months here, it {bad}|
    don't get the big {item}, {result}|{who} gave me a {item}, {result}|is the {item} a scam|
    has anyone used the {item}|got the {item}, works great|the {item} is really good, recommend|
    ordered the {item}, waiting {n} days now`,
  ),
  comment: parts(
    `{opinion}|{opinion}|{opinion} {tail}|{opener} {opinion}|{opener} {anecdote}|{anecdote}|
    {anecdote} {tail}|{question}|{question}?|{question}? {tail}|{request}|{request} {tail}|{fact}|
    {opinion}. {anecdote}|{opinion}. {question}?|{anecdote}. {opinion}. {request}|
    {opener} {opinion}, {tail}|{mm} {tail}|{opener} {tail}|{opinion} but {opinion}|{fact}. {anecdote}|
    {part}?|{mm}`,
  ),
};
