import structs from "google-protobuf/google/protobuf/struct_pb.js";
import type { Properties, Value } from "./values.ts";

/** A protocol buffer's `Struct` as plain values. */
export function fromStruct(struct: structs.Struct | undefined): Properties {
  const properties: Properties = {};
  struct?.getFieldsMap().forEach((value, name) => {
    properties[name] = fromValue(value);
  });
  return properties;
}

function fromValue(value: structs.Value): Value {
  const kinds = structs.Value.KindCase;
  switch (value.getKindCase()) {
    case kinds.NUMBER_VALUE:
      return value.getNumberValue();
    case kinds.STRING_VALUE:
      return value.getStringValue();
    case kinds.BOOL_VALUE:
      return value.getBoolValue();
    case kinds.STRUCT_VALUE:
      return fromStruct(value.getStructValue());
    case kinds.LIST_VALUE:
      return (value.getListValue()?.getValuesList() ?? []).map(fromValue);
    default:
      return null;
  }
}

export function toStruct(properties: Properties): structs.Struct {
  return structs.Struct.fromJavaScript(properties);
}
