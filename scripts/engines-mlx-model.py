"""The same weights for MLX: engines-mlx-model.py MODEL.gguf FOLDER

MLX reads the quantized tensors of a Llama GGUF as they are (Q4_1 is its affine format with groups of 32); only names and
the tokenizer's form differ, so both engines run the same bits.
"""

import json
import re
import sys
from pathlib import Path

import mlx.core as mx
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

GROUP = 32
NAMES = {
    "token_embd": "model.embed_tokens",
    "output_norm": "model.norm",
    "output": "lm_head",
    "attn_q": "self_attn.q_proj",
    "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj",
    "attn_output": "self_attn.o_proj",
    "attn_norm": "input_layernorm",
    "ffn_norm": "post_attention_layernorm",
    "ffn_gate": "mlp.gate_proj",
    "ffn_up": "mlp.up_proj",
    "ffn_down": "mlp.down_proj",
}


def renamed(name):
    layer, base, kind = re.fullmatch(r"(?:blk\.(\d+)\.)?(\w+)\.(\w+)", name).groups()
    return f"{'' if layer is None else f'model.layers.{layer}.'}{NAMES[base]}.{kind}"


def quantization(weights):
    """Bits of each quantized layer, from its packed width; the usual ones once, the others by name."""
    layers = {name[: -len(".scales")] for name in weights if name.endswith(".scales")}
    bits = {name: weights[f"{name}.weight"].shape[1] * 32 // (weights[f"{name}.scales"].shape[1] * GROUP) for name in layers}
    usual = max(set(bits.values()), key=list(bits.values()).count)
    others = {name: {"group_size": GROUP, "bits": own} for name, own in bits.items() if own != usual}
    return {"group_size": GROUP, "bits": usual, **others}


def config(metadata, weights):
    def value(key):
        return metadata[f"llama.{key}"].item()

    return {
        "model_type": "llama",
        "architectures": ["LlamaForCausalLM"],
        "hidden_size": value("embedding_length"),
        "num_hidden_layers": value("block_count"),
        "intermediate_size": value("feed_forward_length"),
        "num_attention_heads": value("attention.head_count"),
        "num_key_value_heads": value("attention.head_count_kv"),
        "rms_norm_eps": value("attention.layer_norm_rms_epsilon"),
        "rope_theta": value("rope.freq_base"),
        # The GGUF's query and key rows are in the order of the original rotary embedding.
        "rope_traditional": True,
        "max_position_embeddings": value("context_length"),
        "vocab_size": value("vocab_size"),
        "tie_word_embeddings": "lm_head.weight" not in weights,
        "quantization": quantization(weights),
    }


def write_tokenizer(metadata, folder):
    tokens = metadata["tokenizer.ggml.tokens"]
    merges = [tuple(pair.split(" ")) for pair in metadata["tokenizer.ggml.merges"]]
    tokenizer = Tokenizer(models.BPE(vocab={token: i for i, token in enumerate(tokens)}, merges=merges))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)]
    )
    tokenizer.decoder = decoders.ByteLevel()
    kinds = metadata["tokenizer.ggml.token_type"].tolist()
    special = [AddedToken(token, special=True) for token, kind in zip(tokens, kinds) if kind == 3]
    tokenizer.add_special_tokens(special)
    tokenizer.save(str(folder / "tokenizer.json"))
    settings = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "eos_token": tokens[metadata["tokenizer.ggml.eos_token_id"].item()],
        "bos_token": tokens[metadata["tokenizer.ggml.bos_token_id"].item()],
        "chat_template": metadata["tokenizer.chat_template"],
        "model_max_length": metadata["llama.context_length"].item(),
    }
    (folder / "tokenizer_config.json").write_text(json.dumps(settings, indent=2))


def main(source, target):
    folder = Path(target)
    folder.mkdir(parents=True, exist_ok=True)
    tensors, metadata = mx.load(source, return_metadata=True)
    weights = {renamed(name): tensor for name, tensor in tensors.items()}
    mx.save_safetensors(str(folder / "model.safetensors"), weights, {"format": "mlx"})
    write_tokenizer(metadata, folder)
    # Last: the folder counts as a model from here on.
    (folder / "config.json").write_text(json.dumps(config(metadata, weights), indent=2))


if __name__ == "__main__":
    main(*sys.argv[1:])
