type Body<Response> = Response extends { content: { 'application/json': infer Content } } ? Content : never;

/** What the server answers to an operation of `paths` when it did what was asked. */
export type Answered<Operation> = Operation extends { responses: infer Responses }
  ? Body<Responses[keyof Responses & (200 | 201 | 202)]>
  : never;

/** What an operation of `paths` takes. */
export type Sent<Operation> = Operation extends {
  requestBody: { content: { 'application/json': infer Content } };
}
  ? Content
  : never;
