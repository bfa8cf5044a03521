/** By what names the kinds that are no language models are known: those that their writers give. */

/** `general.architecture` of image and video generators, as stable-diffusion.cpp and ComfyUI-GGUF write it. */
export const DIFFUSION_ARCHITECTURES: ReadonlySet<string> = new Set([
  'anima',
  'aura',
  'auraflow',
  'chroma',
  'chroma_radiance',
  'cosmos',
  'ernie_image',
  'flux',
  'flux2',
  'hidream',
  'hunyuan-video',
  'hunyuan_video',
  'hyvid',
  'kandinsky',
  'kontext',
  'longcat_image',
  'ltxv',
  'lumina',
  'lumina2',
  'mochi',
  'omnigen2',
  'ovis_image',
  'pid',
  'pig',
  'pixart',
  'qwen_image',
  'sd1',
  'sd2',
  'sd3',
  'sdxl',
  'svd',
  'vae',
  'wan',
  'wan2',
  'z_image',
]);

/** First parts of the tensor names of a checkpoint of one, with and without metadata. */
export const DIFFUSION_NAMES =
  /^(?:model\.diffusion_model|first_stage_model|cond_stage_model|conditioner\.embedders|text_encoders?|unet|vae|control_model|double_blocks|single_blocks|joint_blocks|transformer_blocks|single_transformer_blocks|input_blocks|output_blocks|middle_block|double_stream_blocks|single_stream_blocks|img_in|txt_in|x_embedder|patch_embedding|time_text_embed)\./;

/** `general.architecture` of speech and music models that have readers of their own, up to the first `-`. */
export const AUDIO_ARCHITECTURES: ReadonlySet<string> = new Set([
  'acestep',
  'audiocpp',
  'audiogen',
  'bark',
  'chatterbox',
  'cosyvoice',
  'cosyvoice3',
  'csm',
  'dac',
  'dia',
  'encodec',
  'f5',
  'funasr',
  'indextts',
  'kokoro',
  'moonshine',
  'moshi',
  'musicgen',
  'openvoice',
  'parakeet',
  'parler',
  'piper',
  's3gen',
  's3tokenizer',
  'sensevoice',
  'silero',
  'snac',
  'styletts2',
  'vibevoice',
  'voxcpm',
  'whisper',
  'xcodec2',
  'zipvoice',
]);

/** Tensors of a language model as llama.cpp names them. */
export const TEXT_MODEL_NAMES =
  /^(?:token_embd\.|output\.weight$|output_norm\.|blk\.\d+\.|enc\.blk\.\d+\.|dec\.blk\.\d+\.)/;

/** Tensors as frameworks name them: names of attributes with dots between, numbers among them where a module is one of a list. */
export const FRAMEWORK_NAMES = /^[A-Za-z_]\w*(?:\.[\w-]+)*$/;

/** What a module’s parameters are called: a checkpoint has some of these. */
export const PARAMETERS =
  /\.(?:weight|bias|gamma|beta|scale|running_mean|running_var|weight_g|weight_v|weight_ih|weight_hh|inv_freq|embedding|in_proj_weight|in_proj_bias|alpha)$/;
