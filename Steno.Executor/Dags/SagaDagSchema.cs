namespace Steno;

/// <summary>The JSON Schema of a saga's JSON. The Rust crate has none for it, so there is no golden one.</summary>
internal static class SagaDagSchema
{
    public static ReadOnlySpan<byte> Text => """
        {"$schema":"https://json-schema.org/draft/2020-12/schema","title":"SagaDag","type":"object","properties":{
        "saga_name":{"type":"string"},
        "graph":{"type":"object","properties":{
        "nodes":{"type":"array","items":{"oneOf":[
        {"type":"object","properties":{"Start":{"type":"object","properties":{"params":true},"required":["params"]}},"required":["Start"],"additionalProperties":false},
        {"type":"string","enum":["End"]},
        {"type":"object","properties":{"Action":{"type":"object","properties":{"name":{"type":"string"},"label":{"type":"string"},"action_name":{"type":"string"}},"required":["name","label","action_name"]}},"required":["Action"],"additionalProperties":false},
        {"type":"object","properties":{"Constant":{"type":"object","properties":{"name":{"type":"string"},"value":true},"required":["name","value"]}},"required":["Constant"],"additionalProperties":false},
        {"type":"object","properties":{"SubsagaStart":{"type":"object","properties":{"saga_name":{"type":"string"},"params_node_name":{"type":"string"}},"required":["saga_name","params_node_name"]}},"required":["SubsagaStart"],"additionalProperties":false},
        {"type":"object","properties":{"SubsagaEnd":{"type":"object","properties":{"name":{"type":"string"}},"required":["name"]}},"required":["SubsagaEnd"],"additionalProperties":false}]}},
        "node_holes":{"type":"array","maxItems":0},
        "edge_property":{"type":"string","enum":["directed"]},
        "edges":{"type":"array","items":{"type":"array","prefixItems":[{"$ref":"#/$defs/index"},{"$ref":"#/$defs/index"},{"type":"null"}],"minItems":3,"maxItems":3}}},
        "required":["nodes","edge_property","edges"]},
        "start_node":{"$ref":"#/$defs/index"},
        "end_node":{"$ref":"#/$defs/index"}},
        "required":["saga_name","graph","start_node","end_node"],
        "$defs":{"index":{"type":"integer","minimum":0,"maximum":4294967295}}}
        """u8;
}
