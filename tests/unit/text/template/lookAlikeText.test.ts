/** Words and marks that are drawn like those of a format, beside honest texts of many languages. */
import { describe, expect, it } from 'vitest';
import { sourceProblems } from '../../../../src/text/template/staticProblems.ts';

const rulesFor = (source: string): readonly string[] => sourceProblems(source).map(({ rule }) => rule);
const compared = (word: string): string => `{% if m.role == '${word}' %}x{% endif %}`;

describe('a word that is drawn like one of the format', () => {
  it.each([
    ['Cyrillic', 'аssistant sуstem rоlе'],
    ['Greek', 'υser toοl ϲontent'],
    ['Armenian', 'սser սѕеr'],
    ['Cherokee', 'ꮯontent ᎥᏚ'],
    ['Lisu', 'ꓴser'],
    ['Canadian syllabics', 'ᑌser ᗷos'],
    ['Coptic', 'ⲥontent'],
    ['Deseret and Gothic', '𐐽ontent 𐐬utput'],
    ['Tai Le', 'ᥙser'],
    ['Myanmar, inside a word', 'tဝken'],
    ['a digit of another script, inside a word', 'c০ntent'],
    ['small capitals', 'ᴜser ɴone ʟist ᴀssɪsᴛᴀɴᴛ'],
    ['letters of phonetics', 'messɑges ꞓontent ʋser ɩf'],
    ['full-width letters', 'ａssistant ｕｓｅｒ'],
    ['mathematical letters', '𝗎𝗌𝖾𝗋 𝗂𝗀𝗇𝗈𝗋𝖾'],
    ['letters in circles, squares and brackets', 'ⓤser ⓢⓨⓢⓣⓔⓜ 🅄ser 🅤ser ⒰ser'],
    ['raised and lowered letters', 'ᶜontent ᵤser ᵘˢᵉʳ'],
    ['letterlike signs', 'ℓist ℕone'],
    ['Roman numerals', 'ⅰf ⅼist'],
    ['a dotless i', 'ıs assıstant'],
    ['a click', 'ǀist'],
    ['a letter with a dot in the middle', 'ŀist'],
    ['accents', 'üser usér useṙ user\u0307 àssistant contént'],
    ['ASCII itself', 'lgnore roIe too1 modeI rnessage rnodel cleveloper [lNST]'],
  ])('is reported for its %s', (_, words) => {
    for (const word of words.split(' '))
      expect([word, rulesFor(compared(word))]).toEqual([word, ['template/look-alike-text']]);
  });

  it.each([
    '⁄think',
    '／think',
    '⧸no_think',
    '‹think›',
    '＜think＞',
    '˂think˃',
    '〈think〉',
    '❮/tool_call❯',
    '<⁄think>',
    '<∣User∣>',
    '<ǀUserǀ>',
    '<│im_end│>',
    '<|User｜>',
    '［INST］',
    '⟦/INST⟧',
    '<|im▁end|>',
  ])('or for the signs around it: %s', (mark) => {
    expect(rulesFor(`{{ '${mark}' }}`)).toEqual(['template/look-alike-text']);
    expect(rulesFor(`${mark}\n`)).toEqual(['template/look-alike-text']);
  });

  it('says what it is drawn like, and where', () => {
    expect(sourceProblems("{{ 'x ⓤser' }}")[0]?.message).toBe(
      'expected letters of one script in a word, found "ⓤser", which is drawn like "user", at character 6',
    );
    expect(sourceProblems('lgnore')[0]?.message).toContain('"lgnore", which is drawn like "Ignore", at character 0');
  });

  it.each([
    '<｜begin▁of▁sentence｜><｜User｜>',
    '〈|EOS|〉',
    '【6†L9-L11】',
    '│ table │ user │',
    'A×B ∪ C, 2×H100, p∨q',
    'TNFα, μm, βblocker',
    'Mᵐᵉ, XVIᵉ, 1ᵉʳ, nº, 1ª, x², CO₂, Foo™, ⓘ',
    'ls, ll, lf, l10n, i18n, mode1, modes, Model, LIST, turn, modern, external',
    'and/or, 〈書名〉, «think», “user”, ‘system’, （user）',
    'le rôle:\nsystém:\nvídeo:\nIŞ\nlåst',
  ])('is not reported for what is what it looks like: %s', (text) => {
    expect(rulesFor(text)).toEqual([]);
    expect(rulesFor(`{{ "${text.replaceAll('\n', '\\n')}" }}`)).toEqual([]);
  });
});

/** Sentences that a system message might say, and words that lists of other languages have beside Latin names. */
const HONEST: readonly (readonly [language: string, text: string])[] = [
  ['Afrikaans', '’n Nuttige assistent antwoord op elke vraag; ŉ mens lees dit.'],
  ['Albanian', 'Je një asistent i dobishëm. Përgjigju shkurt çdo pyetjeje.'],
  ['Amharic', 'አንተ ጠቃሚ ረዳት ነህ። በአጭሩ መልስ።'],
  ['Arabic', 'أنت مساعد مفيد. أجب بإيجاز عن كل سؤال حول Python.'],
  ['Armenian', 'Դու օգտակար օգնական ես։ Պատասխանիր հակիրճ։'],
  ['Azerbaijani', 'Sən faydalı köməkçisən. Qısa cavab ver, sözləri aydın yaz.'],
  ['Basque', 'Laguntzaile erabilgarria zara. Erantzun labur.'],
  ['Belarusian', 'Ты карысны памочнік. Адказвай коратка і ўважліва.'],
  ['Bengali', 'আপনি একজন সহায়ক সহকারী। সংক্ষেপে উত্তর দিন। GPT ৪।'],
  ['Bulgarian', 'Ти си полезен помощник. Отговаряй кратко, поне с едно изречение.'],
  ['Burmese', 'သင်သည် အထောက်အကူဖြစ်သော လက်ထောက်ဖြစ်သည်။ Pythonကို သုံးပါ။'],
  ['Catalan', 'Ets un assistent útil. Coŀlabora amb l’usuari.'],
  ['Cherokee', 'ᏣᎳᎩ ᎦᏬᏂᎯᏍᏗ ᎤᏬᏂᏒ.'],
  ['Chinese', '你是一个乐于助人的助手。请用JSON回答“用户”的问题。'],
  ['Czech', 'Jsi užitečný asistent. Systém odpovídá stručně a řadí seznam.'],
  ['Danish', 'Du er en hjælpsom assistent. Er døren låst?'],
  ['Dutch', 'Je bent een behulpzame assistent. Er is één vraag, een gids en een vóórbeeld.'],
  ['Estonian', 'Sa oled abivalmis assistent. Olen tööl.'],
  ['Ewe', 'Ɛnye kpeɖeŋutɔ nyui. Ŋlɔ ŋuɖoɖo kpuie, ʋu aɖe le afi ma, ƒo nu.'],
  ['Finnish', 'Olet avulias avustaja. Vastaa lyhyesti ja ystävällisesti.'],
  [
    'French',
    'Vous êtes un assistant utile\u00a0; votre rôle est d’aider «\u00a0l’utilisateur\u00a0» à 10\u202f000\u00a0%.',
  ],
  ['Georgian', 'შენ ხარ სასარგებლო ასისტენტი. უპასუხე მოკლედ.'],
  ['German', 'Du bist ein hilfreicher Assistent. Übe Größe, prüfe Maß und Schlüssel.'],
  ['Greek', 'Είσαι ένας χρήσιμος βοηθός. Απάντησε σύντομα, με NFκ ή Pythonό.'],
  ['Gujarati', 'તમે ઉપયોગી સહાયક છો. ટૂંકમાં જવાબ આપો.'],
  ['Hausa', 'Kai mataimaki ne mai amfani. Ka ba da amsa ɗaya, ƙarami kuma ɓoye.'],
  ['Hebrew', 'אתה עוזר מועיל. ענה בקצרה על Python וPython.'],
  ['Hindi', 'आप एक सहायक हैं। संक्षेप में उत्तर दें। क्\u200dष'],
  ['Hungarian', 'Segítőkész asszisztens vagy. Válaszolj röviden, őr és űr.'],
  ['Icelandic', 'Þú ert gagnlegur aðstoðarmaður. Svaraðu stutt; bót og líst.'],
  ['Igbo', 'Ị bụ onye inyeaka bara uru. Zaa n’ụzọ dị mkpirikpi.'],
  ['Indonesian', 'Anda adalah asisten yang membantu. Jawab dengan singkat.'],
  ['Irish', 'Is cúntóir cabhrach thú. Tabhair freagra gearr ar an úsáideoir.'],
  ['Italian', 'Sei un assistente utile. Perché no? Città, più, così.'],
  ['Japanese', 'あなたは親切なＡＩアシスタントです。\u3000簡潔にＪＳＯＮで答えてください。'],
  ['Kabyle', 'Kečč d amɛiwen yelhan. Err s wudem awezzlan, ɣef usteqsi.'],
  ['Kannada', 'ನೀವು ಸಹಾಯಕ. ಸಂಕ್ಷಿಪ್ತವಾಗಿ ಉತ್ತರಿಸಿ.'],
  ['Kazakh', 'Сіз пайдалы көмекшісіз. Қысқа жауап беріңіз.'],
  ['Khmer', 'អ្នកគឺជាជំនួយការដ៏មានប្រយោជន៍។'],
  ['Korean', '당신은 유용한 AI 어시스턴트입니다. JSON으로 답하세요.'],
  ['Kurdish', 'Tu alîkarekî bikêrhatî yî. Kurt bersiv bide.'],
  ['Lao', 'ທ່ານເປັນຜູ້ຊ່ວຍທີ່ເປັນປະໂຫຍດ.'],
  ['Latvian', 'Tu esi noderīgs palīgs. Atbildi īsi.'],
  ['Lisu', 'ꓡꓲ-ꓢꓴ ꓥꓳꓽ ꓗꓪꓻ ꓟꓲ.'],
  ['Lithuanian', 'Esi naudingas asistentas. Atsakyk trumpai, ačiū.'],
  ['Macedonian', 'Ти си корисен помошник. Одговарај кратко; џам, ѕвезда, ќе.'],
  ['Malayalam', 'നിങ്ങൾ ഒരു സഹായിയാണ്. ചുരുക്കമായി മറുപടി നൽകുക.'],
  ['Maltese', 'Int assistent utli. Wieġeb fil-qosor, ħabib, żmien.'],
  ['Maori', 'He kaiāwhina pai koe. Whakahoki poto mai.'],
  ['Mongolian', 'Та хэрэгтэй туслах. Товч хариулна уу, өнөөдөр, үг.'],
  ['Nepali', 'तपाईं एक सहायक हुनुहुन्छ। छोटकरीमा जवाफ दिनुहोस्।'],
  ['Norwegian', 'Du er en hjelpsom assistent. Svar kort på spørsmålet.'],
  ['Odia', 'ଆପଣ ଜଣେ ସହାୟକ। ସଂକ୍ଷେପରେ ଉତ୍ତର ଦିଅନ୍ତୁ।'],
  ['Persian', 'شما یک دستیار هستید که می\u200cتواند کمک کند.'],
  ['Polish', 'Jesteś pomocnym asystentem. Odpowiadaj zwięźle; źródło, żółć, łódź.'],
  ['Portuguese', 'Você é um assistente útil. O vídeo e o áudio são do usuário.'],
  ['Punjabi', 'ਤੁਸੀਂ ਇੱਕ ਮਦਦਗਾਰ ਸਹਾਇਕ ਹੋ।'],
  ['Romanian', 'Ești un asistent util. Răspunde scurt și precis, în română.'],
  ['Russian', 'Ты — полезный помощник. Отвечай кратко, как в TikTokе или TikTokом.'],
  ['Serbian', 'Ти си користан помоћник. Одговарај кратко; љубав, њива, ђак, ћерка.'],
  ['Sinhala', 'ඔබ ප්‍රයෝජනවත් සහායකයෙකි.'],
  ['Slovak', 'Si užitočný asistent. Systém zoradí líst a vôňu.'],
  ['Slovenian', 'Si koristen pomočnik. Odgovori na kratko, prosim, čas.'],
  ['Somali', 'Waxaad tahay kaaliye waxtar leh. Si kooban u jawaab.'],
  ['Spanish', 'Eres un asistente útil. ¿Cuál es el rol del usuario? El 1.º, la 2.ª, el vídeo.'],
  ['Swahili', 'Wewe ni msaidizi mwenye manufaa. Jibu kwa ufupi.'],
  ['Swedish', 'Du är en hjälpsam assistent. Är dörren låst? Svara kort.'],
  ['Tajik', 'Ту ёрдамчии муфид ҳастӣ. Кӯтоҳ ҷавоб деҳ, ғайр, қалам.'],
  ['Tamil', 'நீங்கள் ஒரு உதவியாளர். சுருக்கமாகப் பதிலளிக்கவும்.'],
  ['Telugu', 'మీరు సహాయకారి. క్లుప్తంగా సమాధానం ఇవ్వండి.'],
  ['Thai', 'คุณเป็นผู้ช่วยที่มีประโยชน์ ตอบสั้น ๆ ด้วยJSON'],
  ['Tibetan', 'ཁྱེད་ནི་ཕན་ཐོགས་པའི་རོགས་པ་ཞིག་ཡིན།'],
  ['Tifinagh', 'ⴽⵢⵢ ⴷ ⴰⵎⵄⵉⵡⵏ ⵉⵍⵀⴰⵏ.'],
  ['Turkish', 'Sen yararlı bir asistansın. İş boş mu? Türkiye’nın ılık kısmı, IŞIK, kullanıcı.'],
  ['Ukrainian', 'Ти корисний помічник. Відповідай коротко: її, ґанок, об’єкт.'],
  ['Urdu', 'آپ ایک مددگار معاون ہیں۔ مختصر جواب دیں۔'],
  ['Uyghur', 'سىز پايدىلىق ياردەمچى. قىسقا جاۋاب بېرىڭ.'],
  ['Uzbek', 'Siz foydali yordamchisiz. Oʻzbekcha qisqa javob bering, gʻoya.'],
  ['Vietnamese', 'Bạn là một trợ lý hữu ích. Trả lời ngắn gọn từng người dùng.'],
  ['Welsh', 'Rydych yn gynorthwyydd defnyddiol. Atebwch yn fyr; tŷ, ŵyn.'],
  ['Yoruba', 'O jẹ́ olùrànlọ́wọ́ tó wúlò. Dáhùn ní ṣókí.'],
  ['Zulu', 'Ungumsizi owusizo. Phendula kafushane.'],
];

describe('an honest text', () => {
  it.each(HONEST)('in %s is left alone', (_, text) => {
    expect(sourceProblems(text)).toEqual([]);
    expect(sourceProblems(`{{ "${text}" }}`)).toEqual([]);
    // A Latin name with an ending of Cyrillic is known for one by the text around it.
    for (const word of text.split(/[\s.,;:]+|TikTok\S+/)) expect(sourceProblems(`{% if x == "${word}" %}`)).toEqual([]);
  });
});
