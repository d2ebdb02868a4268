import type { CodegenConfig } from "@graphql-codegen/cli";

const config: CodegenConfig = {
	schema: "../api/schema.graphql",
	documents: ["src/**/*.graphql"],
	generates: {
		"src/gql/": {
			preset: "client",
			presetConfig: {
				fragmentMasking: false,
				persistedDocuments: { mode: "replaceDocumentWithHash" },
			},
			config: {
				documentMode: "string",
				enumsAsTypes: true,
				useTypeImports: true,
				strictScalars: true,
				scalars: {
					DateTime: "string",
					EventPosition: "string",
					JSON: "unknown",
					NaiveDate: "string",
					NaiveTime: "string",
					UUID: "string",
				},
			},
		},
	},
	hooks: { afterAllFileWrite: [] },
};

export default config;
